function FindProxyForURL(url, host) {
    if (isPlainHostName(host) || dnsDomainIs(host, ".contoso.example"))
        return "DIRECT";
    return "PROXY proxy.contoso.example:8080";
}
