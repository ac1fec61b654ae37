function FindProxyForURL(url, host) {
    return "PROXY proxy.contoso.example:8080"
