# Intune, Devices > Scripts and remediations: the detection script. Exit status 1 (a check fails) starts remediate.ps1; the line it prints stands
# in the portal. Run it in 64-bit PowerShell with the system's rights (not with the logged-on credentials).
# What keeps healthcheck itself from its work is no reason for a remediation: a line that begins "unknown:", and status 0. Nothing is written to
# the error stream: Intune would take that for a failure of the script.
$ErrorActionPreference = 'Stop'
try {
    # Without a console there is no encoding to set.
    try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { }
    & (Join-Path $env:ProgramW6432 'healthcheck\healthcheck.exe') --intune
    exit $LASTEXITCODE
} catch {
    Write-Output "unknown: $($_.Exception.Message)"
    exit 0
}
