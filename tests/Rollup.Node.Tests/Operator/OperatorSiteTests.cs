using System.Net;
using Rollup.Node.Configuration;
using Rollup.Testing;

namespace Rollup.Node.Tests.Operator;

/// <summary>The operator's listener of a whole node: what it shows, to whom, and what the clients' port does not.</summary>
public sealed class OperatorSiteTests : IAsyncLifetime
{
    private const string Token = "a token of more than twenty characters";
    private static readonly (string Name, string Value) Browser = ("Accept", "text/html");
    private static readonly (string Name, string Value) Bearer = ("Authorization", $"Bearer {Token}");

    private TestDatabase _database = null!;
    private TemporaryFile _deployment = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _deployment = new TemporaryFile(TestDeployment.Create().ToJsonString());
    }

    public async Task DisposeAsync()
    {
        _deployment.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Pages_queue_metrics_and_reasons_are_on_the_operators_listener()
    {
        await using RunningNode node = await StartAsync(("Roles", "rpc"));
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.GetAsync("/")).Text.ShouldStartWith("<!doctype html>");
        (await client.GetAsync("/jobs")).Text.ShouldContain("Rollup · queue of proof jobs");
        (await client.GetAsync("/metrics")).Text.ShouldContain("rollup_leading ");
        (await client.GetAsync("/health")).Text.ShouldBe("ok\n");
        string[] reasons = (await client.GetAsync("/ready")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        reasons[0].ShouldBe("not ready");
        reasons.Length.ShouldBeGreaterThan(1, "nobody leads");
    }

    [Fact]
    public async Task Clients_find_none_of_it_on_their_port_and_no_reasons()
    {
        await using RunningNode node = await StartAsync(("Roles", "rpc"));
        foreach (string path in (string[])["/", "/jobs", "/metrics", "/sign-in", "/assets/operator.css"])
            (await node.Client.GetAsync(path)).StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed);
        HttpResponseMessage ready = await node.Client.GetAsync("/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync()).ShouldBe("not ready\n");
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.GetAsync("/ready")).Text.ShouldMatch("^not ready\n.+");
    }

    [Fact]
    public async Task A_node_without_an_operators_url_has_no_such_listener()
    {
        await using RunningNode node = await StartAsync(("Operator:Url", ""));
        node.OperatorUrl.ShouldBeNull();
        (await node.Client.GetStringAsync("/health")).ShouldBe("ok\n");
    }

    [Fact]
    public async Task Without_a_token_only_this_machines_own_names_are_answered()
    {
        await using RunningNode node = await StartAsync();
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.GetAsync("/", ("Host", $"localhost:{node.OperatorUrl!.Port}"))).Status.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/", ("Host", $"rebound.example:{node.OperatorUrl.Port}"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetAsync("/metrics", ("Host", "127.0.0.1.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task With_a_token_nothing_but_health_is_shown_without_it()
    {
        await using RunningNode node = await StartAsync(("Operator:Token", Token));
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.GetAsync("/health")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (string path in (string[])["/", "/jobs", "/jobs/jobs/succeeded", "/metrics", "/ready"])
        {
            (await client.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
            (await client.GetAsync(path, ("Authorization", "Bearer a token of more than twenty characterS"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
            (await client.GetAsync(path, ("Cookie", $"rollup-operator={new string('0', 80)}"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
            (await client.GetAsync(path, Bearer)).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            (HttpStatusCode status, _, HttpResponseMessage response) = await client.GetAsync(path, Browser);
            (status, response.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.Redirect, "/sign-in"));
        }
    }

    [Fact]
    public async Task A_browser_exchanges_the_token_for_a_cookie_that_no_script_and_no_other_site_gets()
    {
        await using RunningNode node = await StartAsync(("Operator:Token", Token));
        using OperatorClient client = new(node.OperatorUrl!);
        string form = await client.FormTokenAsync("/sign-in");
        (await client.PostAsync("/sign-in", new Dictionary<string, string> { ["token"] = Token })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("/sign-in", Form(form, ("token", "another token of twenty characters")))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (HttpStatusCode status, _, HttpResponseMessage response) = await client.PostAsync("/sign-in", Form(form, ("token", Token)));
        status.ShouldBe(HttpStatusCode.Redirect);
        string cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        (await client.GetAsync("/")).Status.ShouldBe(HttpStatusCode.OK);

        (await client.PostAsync("/sign-out", Form(await client.FormTokenAsync("/sign-in")))).Status.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_proxys_word_counts_from_the_proxys_address_only()
    {
        await using (RunningNode node = await StartAsync(("Operator:ProxyHeader", "X-Forwarded-User")))
        {
            using OperatorClient client = new(node.OperatorUrl!);
            (await client.GetAsync("/")).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await client.GetAsync("/", ("X-Forwarded-User", "alice"))).Status.ShouldBe(HttpStatusCode.OK);
        }

        await using RunningNode distant = await StartAsync(("Operator:ProxyHeader", "X-Forwarded-User"), ("Operator:ProxyAddresses", "10.0.0.0/8"));
        using OperatorClient forger = new(distant.OperatorUrl!);
        (await forger.GetAsync("/", ("X-Forwarded-User", "alice"))).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nothing_changes_without_the_value_that_our_own_forms_carry()
    {
        await using RunningNode node = await StartAsync();
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.PostAsync("/jobs/recurring/trigger", new Dictionary<string, string> { ["jobs[]"] = "sweep" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("/jobs/recurring/trigger", Form(await client.FormTokenAsync("/sign-in"), ("jobs[]", "sweep")))).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Read_only_means_that_not_even_the_queue_can_be_changed()
    {
        await using RunningNode node = await StartAsync(("Operator:ReadOnly", "true"));
        using OperatorClient client = new(node.OperatorUrl!);
        (await client.PostAsync("/jobs/recurring/trigger", Form(await client.FormTokenAsync("/sign-in"), ("jobs[]", "sweep")))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Browsers_are_told_to_load_and_run_nothing_from_elsewhere_and_nothing_inline()
    {
        await using RunningNode node = await StartAsync();
        using OperatorClient client = new(node.OperatorUrl!);
        string own = (await client.GetAsync("/")).Response.Headers.GetValues("Content-Security-Policy").Single();
        own.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        own.ShouldNotContain("unsafe");
        string queue = (await client.GetAsync("/jobs")).Response.Headers.GetValues("Content-Security-Policy").Single();
        queue.ShouldContain("script-src 'self';");
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:9546")]
    [InlineData("http://*:9546")]
    public async Task A_listener_beyond_this_machine_is_refused_without_a_token_or_a_proxy(string url)
    {
        ConfigurationException refusal = await Should.ThrowAsync<ConfigurationException>(() => StartAsync(("Operator:Url", url)));
        refusal.Problems.Single().ShouldStartWith("Operator:Url");
    }

    [Fact]
    public async Task Wrong_settings_are_named()
    {
        (string, string)[] wrong = [("Operator:Url", "http://0.0.0.0:0"), ("Operator:Token", "short"), ("Operator:ProxyHeader", "a b"), ("Operator:ProxyAddresses", "10.0.0.0/8,here")];
        ConfigurationException refusal = await Should.ThrowAsync<ConfigurationException>(() => StartAsync(wrong));
        refusal.Problems.Select(problem => problem[..problem.IndexOf(' ')].TrimEnd(':')).ShouldBe(["Operator:Token", "Operator:ProxyHeader", "Operator:ProxyAddresses"]);
        refusal.Message.ShouldNotContain("short");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        await using RunningNode node = await StartAsync();
        ConfigurationException refusal = await Should.ThrowAsync<ConfigurationException>(() => StartAsync(("Operator:Url", node.OperatorUrl!.ToString())));
        refusal.Message.ShouldContain("each node on a machine needs one of its own");
    }

    private Task<RunningNode> StartAsync(params (string Path, string Value)[] settings) => RunningNode.StartAsync(_database.ConnectionString, _deployment.Path, settings);

    private static Dictionary<string, string> Form(string token, params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) { ["__RequestVerificationToken"] = token };
}
