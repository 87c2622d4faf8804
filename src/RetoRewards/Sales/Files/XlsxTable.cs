using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace RetoRewards.Sales.Files;

/// <summary>Reads the first sheet of a workbook row by row. Formulas count by the value that was saved with them; nothing is calculated.</summary>
/// <remarks>
/// A workbook is an archive that may unpack to anything, so it is unpacked once into nothing and counted before the library may open
/// it; what the archive says of its own sizes is not believed.
/// </remarks>
internal static class XlsxTable
{
    /// <summary>Most files in the archive.</summary>
    private const int MaxEntries = 1000;

    /// <summary>Most bytes of all its files together, unpacked.</summary>
    private const long MaxUnpackedBytes = 512L * 1024 * 1024;

    /// <summary>Most bytes of its texts, unpacked: these are held in memory.</summary>
    private const long MaxTextBytes = 64L * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    // The library asks for an encoding of old workbooks even where it reads none of them.
    static XlsxTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Every row that is not blank, the header first.</summary>
    /// <param name="stream">The file; it can be read twice.</param>
    /// <exception cref="SaleFileException">It is no workbook, or unpacks to too much.</exception>
    public static IEnumerable<TableRow> Read(Stream stream)
    {
        RefuseBomb(stream);
        stream.Position = 0;
        using IExcelDataReader reader = Open(stream);
        if (reader.FieldCount > TableRow.MaxColumns)
        {
            throw TooManyColumns();
        }

        long number = 0;
        while (ReadNext(reader))
        {
            number++;
            string[] fields = [.. Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column)))];
            if (Array.Exists(fields, field => field.Length > 0))
            {
                yield return new TableRow(number, fields, null);
            }
        }
    }

    public static SaleFileException TooManyColumns() => new($"The file has more than {TableRow.MaxColumns} columns.");

    private static IExcelDataReader Open(Stream stream)
    {
        try
        {
            return ExcelReaderFactory.CreateOpenXmlReader(stream);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw Broken();
        }
    }

    private static bool ReadNext(IExcelDataReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw Broken();
        }
    }

    private static void RefuseBomb(Stream stream)
    {
        byte[] buffer = new byte[BufferBytes];
        long unpacked = 0;
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MaxEntries)
            {
                throw new SaleFileException($"The workbook holds more than {MaxEntries} files.");
            }

            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                long most = entry.Name.Equals("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) ? MaxTextBytes : MaxUnpackedBytes;
                long ofEntry = 0;
                using Stream content = entry.Open();
                int read;
                while ((read = content.Read(buffer)) > 0)
                {
                    ofEntry += read;
                    unpacked += read;
                    if (ofEntry > most || unpacked > MaxUnpackedBytes)
                    {
                        throw new SaleFileException("The workbook unpacks to more than is taken. Save it as CSV, or split it.");
                    }
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Broken();
        }
    }

    /// <summary>What the library throws for a file that is none: it has no one exception for it.</summary>
    private static bool IsBroken(Exception exception) =>
        exception is ExcelReaderException or XmlException or InvalidDataException or FormatException or OverflowException
            or ArgumentException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException or KeyNotFoundException;

    private static SaleFileException Broken() => new("The file is no workbook of Excel, or is damaged.");

    private static string Text(object? cell) => cell switch
    {
        null => string.Empty,
        string text => text,
        // A cell holds a binary number; 15 digits are what a spreadsheet shows of it.
        double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? string.Empty,
    };
}
