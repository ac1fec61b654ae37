var all = "x";
while (true)
    all += all;
function FindProxyForURL(url, host) {
    return "DIRECT";
}
