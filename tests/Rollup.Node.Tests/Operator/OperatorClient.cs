using System.Net;
using System.Text.RegularExpressions;

namespace Rollup.Node.Tests.Operator;

/// <summary>A browser without a screen at the operator's listener: it keeps cookies, follows nothing by itself, and can send forms back.</summary>
internal sealed partial class OperatorClient : IDisposable
{
    private readonly HttpClient _http;

    public OperatorClient(Uri url) => _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = url };

    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Response)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        return await SendAsync(request, headers);
    }

    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Response)> PostAsync(string path, IReadOnlyDictionary<string, string> form, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        return await SendAsync(request, headers);
    }

    /// <summary>The value that a form of ours on this page carries.</summary>
    public async Task<string> FormTokenAsync(string path, params (string Name, string Value)[] headers) => FormToken().Match((await GetAsync(path, headers)).Text).Groups["value"].Value;

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Response)> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        HttpResponseMessage response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormToken();
}
