using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace RetoRewards.Persistence.Migrations;

/// <summary>The first schema, as the script <c>0001_initial.sql</c> beside this file.</summary>
/// <remarks>A test compares what the scripts build with what the model says, and writes this script anew when told to.</remarks>
[DbContext(typeof(RetoDbContext))]
[Migration("0001_initial")]
internal sealed class InitialSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(SchemaScript.Read("0001_initial"));
}
