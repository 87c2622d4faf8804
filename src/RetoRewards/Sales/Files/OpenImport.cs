namespace RetoRewards.Sales.Files;

/// <summary>An import in work: its row, and how far its file has been read.</summary>
internal sealed class OpenImport : IAsyncDisposable
{
    /// <summary>Most rows of the file in one piece, besides the last sale's own.</summary>
    private const int MaxLinesInAPiece = 2_000;

    private readonly FileStream stream;
    private readonly IAsyncEnumerator<SaleFileRow> rows;

    private OpenImport(ImportRow row, ChannelRow channel, FileStream stream, IAsyncEnumerator<SaleFileRow> rows)
    {
        Row = row;
        Channel = channel;
        this.stream = stream;
        this.rows = rows;
    }

    public ImportRow Row { get; }

    public ChannelRow Channel { get; }

    /// <summary>True until the first piece after a stop has its outcomes: it may have been recorded before it was noted.</summary>
    public bool MayRepeatItself { get; set; }

    /// <summary>Opens the file and passes over what is done.</summary>
    /// <exception cref="SaleFileException">The file as a whole cannot be read, or is gone.</exception>
    public static async Task<OpenImport> OpenAsync(ImportRow row, ChannelRow channel, ImportFolder folder, CancellationToken cancellationToken)
    {
        string path = folder.FileOf(row.ImportId, row.Format);
        if (!File.Exists(path))
        {
            throw new SaleFileException("The file is no longer in the folder of imports. Give it again.");
        }

        ColumnMappingDocument? document = row.Mapping is null ? null : ColumnMappingJson.Read(row.Mapping);
        SaleFileMapping mapping = await ReadyMappings.OpenAsync(document, folder.FolderOf(row.ImportId), cancellationToken);
        FileStream stream = File.OpenRead(path);
        OpenImport open = new(
            row, channel, stream, SaleFile.ReadAsync(stream, row.Format, mapping, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None))
        {
            MayRepeatItself = true,
        };
        try
        {
            for (int passed = 0; passed < row.ItemsDone; passed++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await open.rows.MoveNextAsync();
            }

            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next bounded piece of the file; empty at its end.</summary>
    public async Task<List<SaleFileRow>> NextAsync()
    {
        List<SaleFileRow> piece = [];
        int lines = 0;
        while (piece.Count < RecordEvents.MaxSubmissions && lines < MaxLinesInAPiece && await rows.MoveNextAsync())
        {
            piece.Add(rows.Current);
            lines += 1 + rows.Current.FurtherLines.Count;
        }

        return piece;
    }

    public async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync();
        await stream.DisposeAsync();
    }
}
