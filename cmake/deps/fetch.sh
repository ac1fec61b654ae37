#!/bin/sh
# fetch.sh FOLDER: the libraries' sources from the distribution's archive, unpacked with its patches into FOLDER/<name>, and what they are
# with the date of their newest change in FOLDER/versions.cmake and FOLDER/BUILD-INFO. The machine's own package lists stay as they are.
#
# apt checks the archive's signature and, along it, the hash of every file; a repository without a good signature is refused.
set -eu
names="cjson cmocka curl duktape libarchive libdeflate libisal libzip openssl pcre2 zlib"
folder=$1
own=$folder/apt
mkdir -p "$own/lists/partial" "$own/archives/partial" "$own/download"

# The distribution's own repositories of this machine, as repositories of sources, by the distribution's own key: other people's need not
# have sources, and must not be asked for these, nor one that its owner trusts without a signature.
. /etc/os-release
archive_keys='/(debian|ubuntu)-archive-keyring\.'
keyring=/usr/share/keyrings/$ID-archive-keyring.gpg
suites="^($VERSION_CODENAME|stable|oldstable)([-/]|\$)"
repositories() {
	for file in "${APT_FOLDER:-/etc/apt}"/sources.list.d/*.sources; do
		[ ! -f "$file" ] || awk -v keys="$archive_keys" '
			BEGIN { RS = ""; ORS = "\n\n" }
			$0 !~ keys || /(^|\n)(Enabled: *no|(Trusted|Allow-Insecure|Allow-Weak): *yes)/ { next }
			{ sub(/(^|\n)Types:[^\n]*/, "\nTypes: deb-src"); print }' "$file"
	done >"$own/repositories.sources"
	for file in "${APT_FOLDER:-/etc/apt}"/sources.list "${APT_FOLDER:-/etc/apt}"/sources.list.d/*.list; do
		[ ! -f "$file" ] || sed -nE 's/^deb(-src)?[[:blank:]]+/deb-src /p' "$file" | awk -v keys="$archive_keys" -v keyring="$keyring" -v suites="$suites" '
			/(trusted|allow-insecure|allow-weak)=yes/ { next }
			/signed-by=/ { if ($0 ~ keys) print; next }
			{ plain = $0; sub(/\[[^]]*\]/, "", plain); split(plain, field) }
			field[3] !~ suites { next }
			!sub(/\[/, "[signed-by=" keyring " ") { sub(/^deb-src/, "deb-src [signed-by=" keyring "]") }
			{ print }' | sort -u
	done >"$own/repositories.list"
}

repositories
mkdir -p "$own/parts"
cp "$own/repositories.sources" "$own/repositories.list" "$own/parts/"
apt() {
	tool=$1
	shift
	"$tool" -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$own/parts" -o Dir::State::lists="$own/lists" -o Dir::Cache="$own" \
		-o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 -o APT::Get::AllowUnauthenticated=false \
		-o Acquire::AllowInsecureRepositories=false -o Acquire::Retries=2 "$@"
}
apt apt-get -o APT::Update::Error-Mode=any update >"$own/log" 2>&1 || {
	cat "$own/log" >&2
	echo "fetch.sh: the archive's lists of sources could not be had" >&2
	exit 1
}

# The newest first. Some versions are listed and no longer there (seen of security updates, November 2026): then the next.
versions_of() { apt apt-cache showsrc --only-source "$1" 2>/dev/null | sed -n 's/^Version: //p' | sort -uVr; }

# fetch NAME: prints the version that came.
fetch() {
	for version in $(versions_of "$1"); do
		if (cd "$own/download" && apt apt-get source --download-only "$1=$version") >>"$own/log" 2>&1; then
			printf '%s\n' "$version"
			return
		fi
		echo "fetch.sh: $1 $version is listed and can't be fetched, taking the one before" >&2
	done
	tail -n 5 "$own/log" >&2
	echo "fetch.sh: no version of $1 can be fetched" >&2
	return 1
}

: >"$folder/BUILD-INFO.new"
: >"$folder/versions.cmake"
for name in $names; do
	version=$(fetch "$name")
	plain=${version#*:}
	rm -rf "${folder:?}/$name"
	dpkg-source --no-copy -x "$own/download/${name}_$plain.dsc" "$folder/$name" >>"$own/log" 2>&1 || {
		tail -n 5 "$own/log" >&2
		echo "fetch.sh: $name $version does not unpack" >&2
		exit 1
	}
	printf '%s %s\n' "$name" "$version" >>"$folder/BUILD-INFO.new"
	{
		printf 'set(%s_VERSION "%s")\n' "$name" "$(printf '%s\n' "${plain%-*}" | sed 's/[+~].*//')"
		printf 'set(%s_DATE "%s")\n' "$name" "$(dpkg-parsechangelog -l "$folder/$name/debian/changelog" -S Timestamp)"
	} >>"$folder/versions.cmake"
done
mv "$folder/BUILD-INFO.new" "$folder/BUILD-INFO"
