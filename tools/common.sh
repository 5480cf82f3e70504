# shellcheck shell=bash
# Sourced by run, test and tools/setup.sh: where things are, and how a long step is shown.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=$root/build/deps     # what setup fetched for this clone alone
logs=$root/build/logs
mkdir -p "$deps" "$logs"

# A Node of our own (see tools/setup.sh) goes first; system programs such as asterisk and useradd
# live in sbin, which a plain user's PATH may lack.
export PATH="$deps/node/bin:$PATH:/usr/local/sbin:/usr/sbin:/sbin"

if [[ -t 1 ]]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; else bold='' red='' plain=''; fi

say() { printf '%s\n' "$*"; }
die() {
    printf '%s\n' "${red}error:${plain} $1" >&2
    shift
    (($# == 0)) || printf 'remedy: %s\n' "$*" >&2
    exit 1
}

# step WHAT COMMAND...: says what, keeps the command's output in a log, says how long it took.
# When the command fails, the end of the log is shown and the script ends.
step() {
    local what=$1 log status started=$SECONDS
    shift
    log=$logs/$(tr -cs 'a-z0-9' '-' <<<"${what,,}" | sed 's/-*$//').log
    printf '%s' "${bold}==>${plain} $what ... "
    # Not `if (...)`: a condition would switch `set -e` off inside.
    set +e
    (set -e; "$@") >"$log" 2>&1 </dev/null
    status=$?
    set -e
    if ((status == 0)); then
        say "$((SECONDS - started)) s"
    else
        say failed
        tail -n 40 "$log" >&2
        die "$what failed after $((SECONDS - started)) s" "the whole log is $log"
    fi
}

# hash_of PATHS...: one hash over the names and contents of files and folders, for "has it changed?".
# What does not exist counts as nothing.
hash_of() {
    (find "$@" -type f -print0 2>/dev/null || true) |
        LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum | cut -d' ' -f1
}

# build PRESET TARGET...: configures build/PRESET when it must be, and shows ninja's progress.
build() {
    local preset=$1 folder=$root/build/$1 presets
    shift
    # One ninja at a time in a folder: two would write each other's log.
    exec {build_lock}>"$root/build/.$preset.lock"
    flock "$build_lock"
    # ninja notices changed CMakeLists.txt by itself, but not changed presets.
    presets=$(hash_of "$root/CMakePresets.json")
    if [[ ! -e $folder/build.ninja || $(cat "$folder/.presets" 2>/dev/null) != "$presets" ]]; then
        step "Configuring the build ($preset)" cmake -S "$root" --preset "$preset" -B "$folder"
        echo "$presets" >"$folder/.presets"
    fi
    NINJA_STATUS="[%f/%t %es] " ninja -C "$folder" "$@"
    exec {build_lock}>&-
}

# build_web: web/dist, when the web app's sources or the contract changed since it was built.
build_web() {
    [[ -e $root/web/package.json ]] || return 0
    local sources stamp=$root/build/.web
    exec {web_lock}>"$root/build/.web.lock"
    flock "$web_lock"
    sources=$(hash_of "$root/web" "$root/api" -not -path '*/node_modules/*' -not -path "$root/web/dist/*")
    if [[ ! -e $root/web/dist/index.html || $(cat "$stamp" 2>/dev/null) != "$sources" ]]; then
        step "Building the web app" npm --prefix "$root/web" run build
        # The build may write generated sources; they belong to what was built.
        hash_of "$root/web" "$root/api" -not -path '*/node_modules/*' -not -path "$root/web/dist/*" >"$stamp"
    fi
    exec {web_lock}>&-
}
