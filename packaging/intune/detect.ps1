# Intune, Devices > Scripts and remediations: the detection script. Exit status 1 (a check fails) starts remediate.ps1; the line it prints stands
# in the portal. Run it in 64-bit PowerShell with the system's rights (not with the logged-on credentials).
# What keeps healthcheck itself from its work is no reason for a remediation: a line that begins "unknown:", and status 0.
$program = Join-Path $env:ProgramW6432 'healthcheck\healthcheck.exe'
if (-not (Test-Path -LiteralPath $program)) {
    Write-Output "unknown: $program is not installed"
    exit 0
}
[Console]::OutputEncoding = [Text.Encoding]::UTF8
& $program --intune
exit $LASTEXITCODE
