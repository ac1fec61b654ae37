# Intune, Devices > Scripts and remediations: the remediation script that goes with detect.ps1. It does the one thing that is right on every
# machine, starting the service of WSL, and then looks again: status 0 where no check fails any more. What else fails has to be decided by
# somebody; the line says what. Nothing is written to the error stream: Intune would take that for a failure of the script.
$ErrorActionPreference = 'Stop'
try {
    $service = Get-Service -Name WslService
    # A service that was disabled on purpose? Then take this line out.
    if ($service.StartType -eq 'Disabled') { Set-Service -Name WslService -StartupType Automatic }
    if ($service.Status -ne 'Running') { Start-Service -Name WslService }
} catch {
    Write-Output "WslService: $($_.Exception.Message)"
}
try {
    # Without a console there is no encoding to set.
    try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { }
    & (Join-Path $env:ProgramW6432 'healthcheck\healthcheck.exe') --intune
    exit $LASTEXITCODE
} catch {
    Write-Output "unknown: $($_.Exception.Message)"
    exit 1
}
