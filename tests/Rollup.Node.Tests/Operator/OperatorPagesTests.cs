using System.Net;
using Npgsql;
using Rollup.Testing;

namespace Rollup.Node.Tests.Operator;

/// <summary>The operator's pages of a node whose chain has been running for hours.</summary>
public sealed class OperatorPagesTests : IAsyncLifetime
{
    private const int Segments = 6;

    private TestDatabase _database = null!;
    private TemporaryFile _deployment = null!;
    private RunningNode _node = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _deployment = new TemporaryFile(TestDeployment.Create().ToJsonString());
        _node = await RunningNode.StartAsync(_database.ConnectionString, _deployment.Path, ("Roles", "rpc"));
        await SeededOperations.FillAsync(_database.ConnectionString, Segments);
        await RunningNode.WaitAsync(async () => (await _node.CallAsync("rollup_status")).GetProperty("lastCommittedBatch").GetString() == "0x26" ? true : (bool?)null);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _deployment.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_overview_shows_each_stage_with_what_waits_there()
    {
        string page = await GetAsync("/");
        page.ShouldContain("<h3>Sealed</h3><b>40</b>");
        page.ShouldContain("<h3>Committed</h3><b>38</b>");
        page.ShouldContain("<h3>Proven</h3><b>28</b>");
        page.ShouldContain("<h3>Final</h3><b>24</b>");
        page.ShouldContain("<dt>waiting</dt><dd>2 batches</dd>");
        page.ShouldContain("<dt>waiting</dt><dd>10 batches</dd>");
        page.ShouldContain("<dt>waiting</dt><dd>4 batches</dd>");
        page.ShouldContain("<b>12</b> batches, ");
    }

    [Fact]
    public async Task A_proof_is_paid_for_by_all_its_batches()
    {
        // Batch 28: a commit and a quarter of the proof of 25 to 28, divided by its transactions.
        (long transactions, long commitGas, long proofGas) = await ReadCostsAsync(28);
        string row = (await GetAsync("/")).Split("<tr>").Single(text => text.Contains(">28</a>", StringComparison.Ordinal));
        row.ShouldContain("for 25–28");
        row.ShouldContain($"<td>{(commitGas + (proofGas / 4m)) / transactions:N0}</td>");
    }

    [Fact]
    public async Task Alarms_say_what_to_do_and_lead_to_the_runbook()
    {
        string page = await GetAsync("/");
        page.ShouldContain("1 proof job was given up");
        page.ShouldContain("holds 0.04321 ether on L1, enough for about");
        page.ShouldContain("prover-2/4711/5f3a has not got on with proof job");
        page.ShouldContain("<a href=\"/runbook#proof-failed\">");
        (await GetAsync("/runbook")).ShouldContain("<section id=\"proof-failed\"");
    }

    [Fact]
    public async Task A_plan_is_a_tree_from_the_statement_down_to_the_segments()
    {
        string plan = await GetAsync("/jobs/plans/35-35");
        int close = plan.IndexOf(">close<", StringComparison.Ordinal);
        int join = plan.IndexOf(">join 3.0<", StringComparison.Ordinal);
        int lift = plan.IndexOf(">lift 0<", StringComparison.Ordinal);
        int segment = plan.IndexOf(">segment 0<", StringComparison.Ordinal);
        new[] { close, join, lift, segment }.ShouldBe(new[] { close, join, lift, segment }.Order());
        close.ShouldBeGreaterThan(0);
        plan.Split(">segment ").Length.ShouldBe(Segments + 1);
        (await GetAsync("/jobs/plans/29-32")).ShouldContain(">final proof<");
        (await GetAsync("/jobs/plans/29-32")).ShouldContain("<a href=\"/jobs/plans/30-30\">");
        (await GetAsync("/jobs/plans")).ShouldContain("<a href=\"/jobs/plans/25-28\">batches 25–28</a>");
    }

    [Theory]
    [InlineData("/jobs/plans/x")]
    [InlineData("/jobs/plans/2-1")]
    [InlineData("/jobs/plans/1-99999999999999999999")]
    [InlineData("/jobs/proof/0")]
    [InlineData("/jobs/proof/x")]
    public async Task What_is_not_there_is_said_not_to_be(string path)
    {
        using OperatorClient client = new(_node.OperatorUrl!);
        (await client.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Failed_and_repeated_jobs_are_found_and_what_they_say_is_encoded()
    {
        string failed = await GetAsync("/jobs/proofs?show=failed");
        failed.Split("class=\"chip failed\"").Length.ShouldBe(2);
        failed.ShouldContain("the proof of the segment &lt;b&gt;does not verify&lt;/b&gt;");
        failed.ShouldNotContain("<b>does");
        (await GetAsync("/jobs/proofs?show=repeated")).ShouldContain("trace commitment");
        (await GetAsync("/jobs/proofs?show=<script>")).ShouldNotContain("<script>\"");
    }

    [Fact]
    public async Task A_failed_job_is_retried_and_a_ready_one_is_cancelled_by_forms_alone()
    {
        long failed = await ScalarAsync("SELECT id FROM proof_jobs WHERE status = 4");
        using OperatorClient client = new(_node.OperatorUrl!);
        string path = $"/jobs/proof/{failed}";
        (await client.PostAsync(path + "/retry", new Dictionary<string, string>())).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await ScalarAsync($"SELECT status FROM proof_jobs WHERE id = {failed}")).ShouldBe(4);
        Dictionary<string, string> form = new() { ["__RequestVerificationToken"] = await client.FormTokenAsync(path) };
        (await client.PostAsync(path + "/retry", form)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await ScalarAsync($"SELECT status FROM proof_jobs WHERE id = {failed}")).ShouldBe(1);
        (await client.PostAsync(path + "/cancel", form)).Status.ShouldBe(HttpStatusCode.Redirect);
        (await ScalarAsync($"SELECT status FROM proof_jobs WHERE id = {failed}")).ShouldBe(4);
        (await client.GetAsync(path)).Text.ShouldContain("cancelled by an operator");
    }

    [Fact]
    public async Task Read_only_pages_offer_nothing_and_do_nothing()
    {
        await using RunningNode node = await RunningNode.StartAsync(_database.ConnectionString, _deployment.Path, ("Roles", "rpc"), ("Operator:ReadOnly", "true"));
        long failed = await ScalarAsync("SELECT id FROM proof_jobs WHERE status = 4");
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.GetAsync($"/jobs/proof/{failed}")).Text.ShouldNotContain("<form");
        Dictionary<string, string> form = new() { ["__RequestVerificationToken"] = await client.FormTokenAsync("/sign-in") };
        (await client.PostAsync($"/jobs/proof/{failed}/retry", form)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await ScalarAsync($"SELECT status FROM proof_jobs WHERE id = {failed}")).ShouldBe(4);
    }

    [BrowserFact]
    public async Task In_a_browser_the_overview_changes_without_being_loaded_again()
    {
        await using Browser browser = await Browser.StartAsync();
        await browser.OpenAsync(_node.OperatorUrl!);
        await browser.UntilAsync("document.querySelectorAll('#charts svg').length === 6");
        (await browser.EvaluateAsync("document.querySelector('#alarms').innerText")).ShouldContain("1 proof job was given up");
        await browser.EvaluateAsync("window.sameDocument = 'yes'");
        await ScalarAsync("UPDATE proof_jobs SET status = 1 WHERE status = 4 RETURNING 1");
        await browser.UntilAsync("!document.querySelector('#alarms').innerText.includes('given up')");
        (await browser.EvaluateAsync("window.sameDocument")).ShouldBe("yes");
        await SavePictureAsync(browser, "overview");
        browser.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task In_a_browser_no_page_breaks_its_policy_and_a_button_retries_a_job()
    {
        await using Browser browser = await Browser.StartAsync(dark: true);
        foreach ((string path, string name) in new (string, string)[] { ("/", "overview-dark"), ("/jobs/plans", "plans"), ("/jobs/plans/34-34", "plan"), ("/jobs/plans/25-28", "range"), ("/jobs/proofs?show=repeated", "proofs"), ("/runbook", "runbook"), ("/jobs", "queue"), ("/jobs/servers", "servers") })
        {
            await browser.OpenAsync(new Uri(_node.OperatorUrl!, path));
            await SavePictureAsync(browser, name);
        }

        long failed = await ScalarAsync("SELECT id FROM proof_jobs WHERE status = 4");
        await browser.OpenAsync(new Uri(_node.OperatorUrl!, $"/jobs/proof/{failed}"));
        await SavePictureAsync(browser, "job");
        await browser.EvaluateAsync("document.getElementById('retry').click()");
        await browser.UntilAsync("document.querySelector('#job .chip')?.innerText === 'ready'");
        browser.Complaints.ShouldBeEmpty();
    }

    /// <summary>Keeps a picture for whoever wants to look, in the folder that ROLLUP_TEST_PICTURES names.</summary>
    private static async Task SavePictureAsync(Browser browser, string name)
    {
        byte[] picture = await browser.TakePictureAsync();
        picture.Length.ShouldBeGreaterThan(10_000);
        if (Environment.GetEnvironmentVariable("ROLLUP_TEST_PICTURES") is { } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), picture);
    }

    private async Task<string> GetAsync(string path)
    {
        using OperatorClient client = new(_node.OperatorUrl!);
        (HttpStatusCode status, string text, _) = await client.GetAsync(path);
        status.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private async Task<(long Transactions, long CommitGas, long ProofGas)> ReadCostsAsync(long batch) => (
        await ScalarAsync($"SELECT transactions FROM batch_progress WHERE batch = {batch}"),
        await ScalarAsync($"SELECT gas_used FROM l1_costs WHERE NOT is_proof AND to_batch = {batch}"),
        await ScalarAsync($"SELECT gas_used FROM l1_costs WHERE is_proof AND from_batch <= {batch} AND to_batch >= {batch}"));

    private async Task<long> ScalarAsync(string sql)
    {
        await using NpgsqlConnection connection = new(_database.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
