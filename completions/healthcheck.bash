# Completion of healthcheck for bash: source it, or put it as "healthcheck" into /usr/share/bash-completion/completions.

# The ids of all checks, from the program that is being completed.
_healthcheck_ids() {
	"$1" --list 2>/dev/null | while read -r id _; do printf '%s\n' "$id"; done
}

_healthcheck() {
	local program=$1 word=$2 before=$3
	local options='--extendedProxy --connectivityTest --ask --list --explain --host --user --only --format --output --endpoints --resolve
		--ca-file --wait --timeout --intune --no-color --quiet --verbose --help --version'
	local topics='auditd coverage detection-test hunting install ksplice MsMpEngCP.exe networking-logs performance portal
		repair sandbox updates wsl1 mde_installer'

	case $before in
	--format) mapfile -t COMPREPLY < <(compgen -W 'text json html' -- "$word") ;;
	--wait) mapfile -t COMPREPLY < <(compgen -W '5m 30m' -- "$word") ;;
	--only) mapfile -t COMPREPLY < <(compgen -W "$(_healthcheck_ids "$program")" -- "$word") ;;
	--explain) mapfile -t COMPREPLY < <(compgen -W "$topics $(_healthcheck_ids "$program")" -- "$word") ;;
	--host)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		;;
	--output | --endpoints | --ca-file)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	--ask | --user | --resolve | --timeout) COMPREPLY=() ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	esac
}

complete -F _healthcheck healthcheck
complete -F _healthcheck healthCheck
