namespace RetoRewards.Sales.Files;

/// <summary>The file as a whole cannot be read as sales. The message says why and is shown as it is.</summary>
internal sealed class SaleFileException(string message) : Exception(message);
