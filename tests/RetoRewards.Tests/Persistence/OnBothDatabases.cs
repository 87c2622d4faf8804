using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("RetoRewards.Tests.Persistence.BothDatabasesFramework", "RetoRewards.Tests")]

namespace RetoRewards.Tests.Persistence;

/// <summary>Every test of the class runs twice: on SQLite, and on PostgreSQL where it is installed.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnBothDatabasesAttribute : Attribute;

/// <summary>Finds the tests of a class <see cref="OnBothDatabasesAttribute"/> a second time, for PostgreSQL.</summary>
public sealed class BothDatabasesFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new Discoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Discoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink sink)
        : XunitTestFrameworkDiscoverer(assembly, sources, sink)
    {
        protected override bool FindTestsForMethod(
            ITestMethod testMethod, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions)
        {
            if (!testMethod.TestClass.Class.GetCustomAttributes(typeof(OnBothDatabasesAttribute)).Any())
            {
                return base.FindTestsForMethod(testMethod, includeSourceInformation, messageBus, discoveryOptions);
            }

            using Found found = new();
            base.FindTestsForMethod(testMethod, includeSourceInformation, found, discoveryOptions);
            foreach (IXunitTestCase one in found.Cases)
            {
                TestMethodDisplay display = discoveryOptions.MethodDisplayOrDefault();
                TestMethodDisplayOptions options = discoveryOptions.MethodDisplayOptionsOrDefault();
                IXunitTestCase again = one is XunitTheoryTestCase
                    ? new PostgresTheoryCase(DiagnosticMessageSink, display, options, testMethod)
                    : new PostgresCase(DiagnosticMessageSink, display, options, testMethod, one.TestMethodArguments);
                if (!ReportDiscoveredTestCase(one, includeSourceInformation, messageBus)
                    || !ReportDiscoveredTestCase(again, includeSourceInformation, messageBus))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class Found : LongLivedMarshalByRefObject, IMessageBus
    {
        public List<IXunitTestCase> Cases { get; } = [];

        public bool QueueMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage { TestCase: IXunitTestCase one })
            {
                Cases.Add(one);
            }

            return true;
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}

/// <summary>What the second run of a test has of its own.</summary>
internal static class PostgresRun
{
    public const string Name = "PostgreSQL";
    public const string Trait = "Database";

    public static string? SkipReason => PostgresServer.IsInstalled ? null : PostgresServer.Missing;
}

public sealed class PostgresCase : XunitTestCase
{
    [Obsolete("For deserialization.")]
    public PostgresCase()
    {
    }

    public PostgresCase(
        IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, object[]? arguments)
        : base(sink, display, options, method, arguments)
    {
    }

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        TestDatabases.OnPostgres = true;
        return base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }

    protected override void Initialize()
    {
        base.Initialize();
        DisplayName += " on " + PostgresRun.Name;
        Traits.Add(PostgresRun.Trait, [PostgresRun.Name]);
        SkipReason ??= PostgresRun.SkipReason;
    }

    protected override string GetUniqueID() => base.GetUniqueID() + PostgresRun.Name;
}

public sealed class PostgresTheoryCase : XunitTheoryTestCase
{
    [Obsolete("For deserialization.")]
    public PostgresTheoryCase()
    {
    }

    public PostgresTheoryCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
    {
        TestDatabases.OnPostgres = true;
        return base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }

    protected override void Initialize()
    {
        base.Initialize();
        DisplayName += " on " + PostgresRun.Name;
        Traits.Add(PostgresRun.Trait, [PostgresRun.Name]);
        SkipReason ??= PostgresRun.SkipReason;
    }

    protected override string GetUniqueID() => base.GetUniqueID() + PostgresRun.Name;
}
