/* What the leak test plants: kinds of secrets and identities as programs really write them, collected from the public documentation of
 * those who issue them, without a look at the rules.
 *
 * planted(name, value, text): `class count` between backticks stands for that many random characters (planted.h); the text has
 * @@ where the value stands, and more than one row of a name are variants, of which the seed chooses one. */

/* clang-format off */
#define PLANTED_SECRETS(planted) \
    planted("aws-access-key", "AKIA`3 16`", "2026-11-02T10:00:01Z INFO s3: signing with credential @@/20261102/us-east-1/s3/aws4_request") \
    planted("aws-access-key", "ASIA`3 16`", "aws_access_key_id = @@") \
    planted("aws-secret-key", "`b 40`", "[default]\naws_secret_access_key = @@\nregion = eu-west-1") \
    planted("aws-secret-key", "`b 40`", "\"SecretAccessKey\": \"@@\",") \
    planted("aws-session", "IQoJb3JpZ2luX2Vj`b 200`", "export AWS_SESSION_TOKEN=@@") \
    planted("aws-signature", "`x 64`", "GET /b/o?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=300&X-Amz-Signature=@@ HTTP/1.1") \
    planted("github-classic", "ghp_`n 36`", "fatal: could not read from remote, used @@ as the user name") \
    planted("github-fine", "github_pat_`n 22`_`n 59`", "remote: using @@") \
    planted("github-app", "ghs_`n 36`", "git fetch with x-access-token @@ failed") \
    planted("gitlab", "glpat-`u 20`", "PRIVATE-TOKEN: @@") \
    planted("slack-bot", "xoxb-`d 12`-`d 12`-`n 24`", "slack: posting as @@ to #ops") \
    planted("slack-hook", "T`3 8`/B`3 8`/`n 24`", "POST https://hooks.slack.com/services/@@ 200 OK") \
    planted("stripe", "sk_live_`n 24`", "stripe.api_key = '@@'") \
    planted("google-api", "AIza`u 35`", "GET https://maps.googleapis.com/maps/api/js?key=@@&v=3 200") \
    planted("google-oauth", "ya29.`u 68`", "gcloud: access token @@ expires in 3599 s") \
    planted("google-refresh", "1//0`u 60`", "\"refresh_token\": \"@@\"") \
    planted("google-client", "GOCSPX-`u 28`", "oauth client @@ refused") \
    planted("azure-storage", "`b 86`==", "DefaultEndpointsProtocol=https;AccountName=logs;AccountKey=@@;EndpointSuffix=core.windows.net") \
    planted("azure-sas", "`n 30`%2B`n 10`%3D", "PUT https://acct.blob.core.windows.net/c/b?sv=2022-11-02&se=2026-11-30&sr=b&sp=rw&sig=@@ 201") \
    planted("azure-client", "`n 3`8Q~`u 34`", "AZURE_CLIENT_SECRET=@@") \
    planted("azure-service-bus", "`b 43`=", "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=@@") \
    planted("npm", "npm_`n 36`", "//registry.example/:_authToken=@@") \
    planted("pypi", "pypi-AgEIcHlwaS5vcmc`u 80`", "twine: uploading with @@") \
    planted("docker-hub", "dckr_pat_`u 27`", "docker login -u ci --password-stdin <<< @@") \
    planted("docker-auth", "`b 40`", "\"auths\": {\"https://index.docker.io/v1/\": {\"auth\": \"@@\"}}") \
    planted("sendgrid", "SG.`u 22`.`u 43`", "smtp: AUTH with @@") \
    planted("twilio", "`x 32`", "TWILIO_AUTH_TOKEN=@@") \
    planted("mailgun", "key-`x 32`", "curl -s --user 'api:@@' https://api.mailgun.net/v3") \
    planted("telegram", "`d 10`:AA`u 33`", "GET https://api.telegram.org/bot@@/getUpdates") \
    planted("openai", "sk-proj-`u 48`", "openai: 401 Incorrect API key provided: @@") \
    planted("anthropic", "sk-ant-api03-`u 90`AA", "x-api-key: @@") \
    planted("hugging-face", "hf_`n 34`", "HF_TOKEN=@@") \
    planted("digital-ocean", "dop_v1_`x 64`", "doctl: using @@") \
    planted("vault", "hvs.`u 92`", "X-Vault-Token: @@") \
    planted("terraform", "`n 14`.atlasv1.`u 60`", "credentials \"app.terraform.io\" {\n  token = \"@@\"\n}") \
    planted("databricks", "dapi`x 32`", "databricks: host https://adb-1.azuredatabricks.net token @@") \
    planted("atlassian", "ATATT3xFfGF0`u 180`", "jira: basic auth with @@") \
    planted("shopify", "shpat_`x 32`", "X-Shopify-Access-Token: @@") \
    planted("grafana", "glsa_`n 32`_`x 8`", "grafana: service account @@ has no permission") \
    planted("age", "AGE-SECRET-KEY-1`3 58`", "# public key: age1\n@@") \
    planted("pem-rsa", "`b 64`", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA`b 48`\n@@\n`b 40`==\n-----END RSA PRIVATE KEY-----") \
    planted("pem-encrypted", "`b 64`", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkq`b 52`\n@@\n-----END ENCRYPTED PRIVATE KEY-----") \
    planted("ssh-key", "`b 70`", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n@@\n-----END OPENSSH PRIVATE KEY-----") \
    planted("service-account", "`b 64`", "\"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADAN`b 52`\\n@@\\n-----END PRIVATE KEY-----\\n\",") \
    planted("wireguard", "`b 43`=", "[Interface]\nPrivateKey = @@\nListenPort = 51820") \
    planted("jwt", "eyJ`u 60`.`u 43`", "auth: presented eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.@@ for /api") \
    planted("bearer", "`u 40`", "> Authorization: Bearer @@") \
    planted("bearer", "`u 32`", "headers={'Authorization': 'Bearer @@', 'Accept': '*/*'}") \
    planted("basic", "`b 26`==", "Proxy-Authorization: Basic @@") \
    planted("negotiate", "`b 120`", "WWW-Authenticate: Negotiate YIIF@@") \
    planted("ntlm", "TlRMTVNTUAADAAAA`b 100`", "Authorization: NTLM @@") \
    planted("cookie", "`n 32`", "Set-Cookie: JSESSIONID=@@; Path=/; HttpOnly") \
    planted("cookie", "`n 40`", "< Cookie: theme=dark; sessionid=@@; lang=en") \
    planted("url-password", "`n 12`", "proxy is http://svcproxy:@@@proxy.example.com:8080/") \
    planted("url-password", "`n 6`!`n 5`", "cloning https://deploy:@@@git.example.com/r.git") \
    planted("database-url", "`n 14`", "DATABASE_URL=postgresql://app:@@@db.example.com:5432/app") \
    planted("ini-password", "`n 5`#`n 6`", "[db]\nuser = app\npassword = @@") \
    planted("ini-password", "`n 10`", "db.password=@@") \
    planted("json-password", "`n 4`$`n 7`", "{\"user\":\"svc\",\"password\":\"@@\",\"retry\":3}") \
    planted("json-password", "`n 12`", "{\n  \"password\":\n    \"@@\"\n}") \
    planted("xml-password", "`n 12`", "<login><user>svc</user><password>@@</password></login>") \
    planted("xml-password", "`n 12`", "<connection server=\"db\" password=\"@@\" timeout=\"3\"/>") \
    planted("xml-key-value", "`n 13`", "<add key=\"ClearTextPassword\" value=\"@@\" />") \
    planted("unattend", "`n 13`", "<AdministratorPassword>\n  <Value>@@</Value>\n  <PlainText>true</PlainText>\n</AdministratorPassword>") \
    planted("yaml-password", "`n 4`^`n 8`", "database:\n  host: db\n  password: @@\n  port: 3306") \
    planted("yaml-password", "`n 14`", "secret:\n  @@\nother: 1") \
    planted("yaml-block", "`n 24`", "api_key: |\n  @@\nother: 1") \
    planted("command-password", "`n 11`", "exec: /usr/bin/backup --user svc --password @@ --all") \
    planted("command-password", "`n 11`", "sudo: COMMAND=/usr/bin/tool --password=@@ -v") \
    planted("command-token", "`x 6`.`x 16`", "kubeadm join 192.0.2.1:6443 --token @@") \
    planted("curl-user", "`n 12`", "+ curl -u deploy:@@ https://files.example.com/x") \
    planted("sshpass", "`n 12`", "bash[77]: sshpass -p @@ ssh root@192.0.2.7") \
    planted("odbc", "`n 5`!`n 6`", "Server=tcp:db,1433;Database=app;User Id=app;Password=@@;Encrypt=yes;") \
    planted("odbc", "`n 11`", "Driver={ODBC Driver 18};Server=db;UID=app;PWD=@@;") \
    planted("netrc", "`n 12`", "machine ftp.example.com login anon password @@") \
    planted("shadow", "`n 8`$`n 86`", "backup:$6$@@:19000:0:99999:7:::") \
    planted("bcrypt", "`n 53`", "htpasswd: admin:$2y$10$@@") \
    planted("wifi", "`n 14`", "network={\n  ssid=\"office\"\n  psk=\"@@\"\n}") \
    planted("ldap-bind", "`n 12`", "base dc=example\nbinddn cn=reader\nbindpw @@") \
    planted("identified-by", "`n 12`", "Query: CREATE USER 'app'@'%' IDENTIFIED BY '@@'") \
    planted("redis", "`n 16`", "requirepass @@") \
    planted("api-key-header", "`n 32`", "X-Api-Key: @@") \
    planted("api-key-query", "`n 24`", "GET /v1/things?api_key=@@&page=2 HTTP/1.1\" 200") \
    planted("oauth-body", "`u 32`", "grant_type=refresh_token&refresh_token=@@&client_id=web") \
    planted("oauth-secret", "`n 32`", "clientSecret: '@@'") \
    planted("otp", "`3 32`", "otpauth://totp/Example:svc?secret=@@&issuer=Example") \
    planted("securestring", "`n 12`", "$p = ConvertTo-SecureString \"@@\" -AsPlainText -Force") \
    planted("net-use", "`n 12`", "net use Z: \\\\files\\share @@ /user:EXAMPLE\\svc") \
    planted("cpassword", "`b 43`", "<Properties action=\"U\" cpassword=\"@@\" userName=\"Administrator\"/>") \
    planted("bitlocker", "`d 6`-`d 6`-`d 6`-`d 6`-`d 6`-`d 6`-`d 6`-`d 6`", "Numerical Password:\n      @@") \
    planted("passphrase", "`n 18`", "wpa_passphrase: passphrase=@@") \
    planted("saml", "`b 300`", "POST /acs SAMLResponse=@@") \
    planted("onboarding", "`b 200`", "\"onboardingInfo\": \"{\\\"body\\\":\\\"@@\\\",\\\"sig\\\":\\\"x\\\"}\"") \
    planted("environment", "`n 20`", "env: PATH=/bin MYSQL_ROOT_PASSWORD=@@ LANG=C") \
    planted("secret-access", "`u 40`", "msal: acquired access_token=@@ scope=user.read")
#define PLANTED_IDENTITIES(planted) \
    planted("known-user", "@user@", "sshd[9]: Accepted publickey for @@ from 127.0.0.1 port 22") \
    planted("known-user", "@user@", "drwx------ 4 @@ staff 4096 Nov  2 10:00 .cache") \
    planted("known-host", "@host@", "Nov  2 10:00:01 @@ systemd[1]: Started Session 4") \
    planted("known-domain", "@domain@", "search @@\nnameserver 127.0.0.53") \
    planted("name-in-domain", "`a 9`.@domain@", "resolved @@ in 3 ms") \
    planted("home", "`a 9`", "open(\"/home/@@/.config/app.json\") failed") \
    planted("windows-home", "`a 9`", "Loading C:\\Users\\@@\\AppData\\Local\\x.dll") \
    planted("user-key", "`a 9`", "type=USER_LOGIN msg=audit(1): user=@@ res=success") \
    planted("user-json", "`a 9`", "{\"userName\":\"@@\",\"id\":4}") \
    planted("domain-user", "`a 9`", "logon of CORPNET\\@@ succeeded, user=CORPNET\\@@") \
    planted("email", "`a 6`.`a 7`@`a 8`.com", "mail from <@@> accepted") \
    planted("email", "`a 9`@`a 8`.org", "account @@ has no licence") \
    planted("sid", "S-1-5-21-1`d 9`-2`d 8`-3`d 8`-1`d 3`", "ProfileList\\@@ is loaded") \
    planted("guid", "`x 8`-`x 4`-4`x 3`-a`x 3`-`x 12`", "machineGuid: @@") \
    planted("guid", "`x 8`-`x 4`-4`x 3`-a`x 3`-`x 12`", "{\"orgId\":\"@@\",\"n\":1}") \
    planted("mac", "3c:`x 2`:`x 2`:`x 2`:`x 2`:`x 2`", "link/ether @@ brd ff:ff:ff:ff:ff:ff") \
    planted("ipv4-private", "10.1`d 2`.2`4 1``4 1`.1`d 2`", "inet @@/24 brd 10.255.255.255 scope global eth0") \
    planted("ipv4-public", "8`4 1`.1`d 2`.2`4 1``4 1`.1`d 2`", "connect to @@:443 failed: timed out") \
    planted("ipv6", "2a02:`x 4`:`x 4`:1:2`x 3`:`x 4`:`x 4`:`x 4`", "inet6 @@/64 scope global") \
    planted("device-id", "`x 40`", "\"deviceId\": \"@@\"")
/* clang-format on */
