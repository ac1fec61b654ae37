# Completion of healthcheck for bash: source it, or put it as "healthcheck" into /usr/share/bash-completion/completions.

# The ids of all checks, from the program that is being completed.
_healthcheck_ids() {
	"$1" --list 2>/dev/null | while read -r id _; do printf '%s\n' "$id"; done
}

_healthcheck() {
	local program=$1 word=$2 before=$3
	local options='--extendedProxy --connectivityTest --supportBundle --verify --ask --list --explain --host --user --only --format --output --endpoints --resolve
		--ca-file --dry-run --since --max-size --collect --skip --with --redact --redact-file --keep-map --fast --force --sign
		--encrypt-to --key --wait --timeout --intune --no-color --quiet --verbose --help --version'
	local collectors='agent-logs plugin-data defender-logs install-logs journal wsl audit kernel network crash-reports crash-dumps ebpf-statistics
		mdatp-diagnostic mp-support-files connectivity'
	local topics='auditd coverage detection-test hunting install ksplice MsMpEngCP.exe networking-logs performance portal
		repair sandbox updates wsl1 mde_installer'

	case $before in
	--format) mapfile -t COMPREPLY < <(compgen -W 'text json html' -- "$word") ;;
	--since) mapfile -t COMPREPLY < <(compgen -W '1d 7d 30d' -- "$word") ;;
	--max-size) mapfile -t COMPREPLY < <(compgen -W '64M 256M 1G' -- "$word") ;;
	--redact) mapfile -t COMPREPLY < <(compgen -W 'secrets identity' -- "$word") ;;
	--collect | --skip | --with) mapfile -t COMPREPLY < <(compgen -W "$collectors" -- "$word") ;;
	--wait) mapfile -t COMPREPLY < <(compgen -W '5m 30m' -- "$word") ;;
	--only) mapfile -t COMPREPLY < <(compgen -W "$(_healthcheck_ids "$program")" -- "$word") ;;
	--explain) mapfile -t COMPREPLY < <(compgen -W "$topics $(_healthcheck_ids "$program")" -- "$word") ;;
	--host)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	--output | --endpoints | --ca-file | --redact-file | --keep-map | --sign | --encrypt-to | --verify | --key)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	--ask | --user | --resolve | --timeout) COMPREPLY=() ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	esac
}

complete -F _healthcheck healthcheck
complete -F _healthcheck healthCheck
