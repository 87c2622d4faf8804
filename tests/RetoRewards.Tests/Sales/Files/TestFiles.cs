using System.IO.Compression;
using System.Text;
using RetoRewards.Sales.Files;

namespace RetoRewards.Tests.Sales.Files;

/// <summary>Files of sales made by tests.</summary>
internal static class TestFiles
{
    public static Stream Of(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static async Task<SaleFileRow[]> ReadAsync(Stream file, FileFormat format, SaleFileMapping mapping)
    {
        List<SaleFileRow> rows = [];
        await foreach (SaleFileRow row in SaleFile.ReadAsync(file, format, mapping, CancellationToken.None))
        {
            rows.Add(row);
        }

        return [.. rows];
    }

    public static Task<SaleFileRow[]> ReadAsync(string csv, string mapping) =>
        ReadAsync(Of(csv), FileFormat.Csv, new ColumnMapping(ColumnMappingJson.Read(mapping), Lookups.None));

    /// <summary>A workbook of one sheet. A text cell is a string, anything else is written as it is: <c>n:41334.4</c>, <c>d:45000.5</c>, <c>f:1+1|2</c>.</summary>
    public static MemoryStream Workbook(params string[][] rows)
    {
        StringBuilder sheet = new("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        for (int row = 0; row < rows.Length; row++)
        {
            sheet.Append($"<row r=\"{row + 1}\">");
            for (int column = 0; column < rows[row].Length; column++)
            {
                sheet.Append(Cell($"{(char)('A' + column)}{row + 1}", rows[row][column]));
            }

            sheet.Append("</row>");
        }

        sheet.Append("</sheetData></worksheet>");
        return Archive(
            ("[Content_Types].xml", ContentTypes),
            ("_rels/.rels", Relation("officeDocument", "xl/workbook.xml")),
            ("xl/_rels/workbook.xml.rels", Relation("worksheet", "worksheets/sheet1.xml", ("styles", "styles.xml"))),
            ("xl/workbook.xml", Book),
            ("xl/styles.xml", Styles),
            ("xl/worksheets/sheet1.xml", sheet.ToString()));
    }

    public static MemoryStream Archive(params (string Name, string Content)[] files)
    {
        MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string content) in files)
            {
                using StreamWriter writer = new(archive.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        stream.Position = 0;
        return stream;
    }

    private static string Cell(string at, string value) => value.Split(':', 2) switch
    {
        ["n", { } number] => $"<c r=\"{at}\"><v>{number}</v></c>",
        ["d", { } day] => $"<c r=\"{at}\" s=\"1\"><v>{day}</v></c>",
        ["f", { } formula] => $"<c r=\"{at}\"><f>{formula.Split('|')[0]}</f><v>{formula.Split('|')[1]}</v></c>",
        _ => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{System.Security.SecurityElement.Escape(value)}</t></is></c>",
    };

    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private const string ContentTypes =
        """
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Default Extension="xml" ContentType="application/xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
        </Types>
        """;

    private const string Book =
        """
        <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
         xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        <sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>
        """;

    private const string Styles =
        """
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>
        """;

    private static string Relation(string type, string target, params (string Type, string Target)[] others) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(others.Prepend((type, target)).Select((one, index) =>
            $"<Relationship Id=\"rId{index + 1}\" Type=\"{Office}/{one.Item1}\" Target=\"{one.Item2}\"/>"))
        + "</Relationships>";
}
