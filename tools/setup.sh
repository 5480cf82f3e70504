#!/bin/bash
# Installs what ZENIX needs to build and run on Debian 12, and only what is missing.
#
#   tools/setup.sh [--for run|test]     test adds what the tests need (default: run)
#
# ZENIX_ASTERISK_ROOT   where Asterisk is unpacked (default /var/lib/zenix/asterisk-22)
# ZENIX_DEBIAN_MIRROR   a Debian mirror for it (default: the one this machine's apt uses)
set -euo pipefail
# shellcheck source=tools/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

purpose=run
while (($#)); do
    case $1 in
    --for) purpose=${2:-} && shift 2 ;;
    --help) sed -n '2,/^set/{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && exit ;;
    *) die "unknown argument '$1'" "tools/setup.sh --help" ;;
    esac
done
[[ $purpose == run || $purpose == test ]] || die "--for takes run or test, not '$purpose'"

compiler=(clang-19 lld-19 cmake ninja-build ccache pkg-config python3 git)
libraries=(
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-system1.81-dev
    libssl-dev libsodium-dev libpq-dev zlib1g-dev
    libfmt-dev libspdlog-dev libtomlplusplus-dev libcli11-dev
    prometheus-cpp-dev libcurl4-openssl-dev   # curl sends mail, and prometheus-cpp's CMake package asks for it
    libhowardhinnant-date-dev tzdata
    libphonenumber8 libprotobuf-dev libabsl-dev
)
services=(mmdebstrap debian-archive-keyring openssl ca-certificates)
test_tools=(
    libgtest-dev libgmock-dev libbenchmark-dev
    libclang-rt-19-dev llvm-19                 # sanitizers, and names in their reports
    chromium fonts-dejavu-core sip-tester shellcheck
    kannel kannel-extras                       # an SMS gateway that talks to our SMPP server, and is measured beside it
)

asterisk_root=${ZENIX_ASTERISK_ROOT:-/var/lib/zenix/asterisk-22}
node_wanted='20.19'

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root: $*" "run this once as root, or install sudo"
    fi
}

# --- Debian packages ----------------------------------------------------------------------------
need_packages() {
    command -v apt-get >/dev/null || die "there is no apt-get here" "use Debian 12"
    local wanted=("${compiler[@]}" "${libraries[@]}" "${services[@]}") missing
    if [[ $purpose == test ]]; then wanted+=("${test_tools[@]}"); fi
    # Any PostgreSQL of 15 or later will do; the newest is used.
    compgen -G '/usr/lib/postgresql/1[5-9]/bin/postgres' >/dev/null || wanted+=(postgresql-15)
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(
        dpkg-query -W -f '${Package} ${db:Status-Status}\n' | sed -n 's/ installed$//p' | sort -u))
    ((${#missing[@]})) || return 0
    as_root true   # asks for a password here, not inside a step
    step "Reading Debian's package lists" as_root apt-get update
    step "Installing ${#missing[@]} Debian packages" install_packages "${missing[@]}"
}

install_packages() {
    # zenix runs a PostgreSQL of its own. Debian's package would create and start another one:
    # told not to for the time of this installation, and as before afterwards.
    local quiet=/etc/postgresql-common/createcluster.d/zenix-setup.conf
    as_root mkdir -p "${quiet%/*}"
    as_root tee "$quiet" >/dev/null <<<'create_main_cluster = false'
    # shellcheck disable=SC2064  # the path is known now and gone later
    trap "as_root rm -f $quiet" EXIT
    say "installing: $*"
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 "$@"
}

# libphonenumber's headers come with a dependency on Boost 1.74, which cannot be installed beside
# 1.81. The headers themselves use no Boost, so they are unpacked where only our build sees them.
need_phonenumber() {
    [[ ! -e $deps/phonenumber/usr/include/phonenumbers/phonenumberutil.h ]] || return 0
    step "Unpacking the headers of libphonenumber" phonenumber_headers
}

phonenumber_headers() {
    local version temp
    version=$(dpkg-query -W -f '${Version}' libphonenumber8)
    temp=$(mktemp -d "$deps/phonenumber.XXXXXX")
    (cd "$temp" && apt-get download "libphonenumber-dev=$version")
    dpkg-deb -x "$temp"/*.deb "$temp/unpacked"
    rm -rf "$deps/phonenumber"
    mv "$temp/unpacked" "$deps/phonenumber"
    rm -rf "$temp"
}

# --- The user that Asterisk and PostgreSQL run as ------------------------------------------------
need_system_user() {
    ((EUID == 0)) || return 0   # started by a plain user, everything runs as that user
    getent passwd zenix >/dev/null || step "Creating the system user zenix" \
        useradd --system --user-group --home-dir /var/lib/zenix --no-create-home --shell /usr/sbin/nologin zenix
    [[ -d /var/lib/zenix ]] || install -d -m 755 -o zenix -g zenix /var/lib/zenix
}

# --- Asterisk -----------------------------------------------------------------------------------
# A system Asterisk of 20 or later is used instead of one of our own.
system_asterisk() {
    local path major
    path=$(type -P asterisk) || return
    major=$("$path" -V 2>/dev/null | sed -n 's/^Asterisk [a-z/]*\([0-9]*\)\..*/\1/p')
    ((${major:-0} >= 20))
}

need_asterisk() {
    local major
    ! system_asterisk || return 0
    [[ ! -e $asterisk_root/zenix-version ]] || return 0
    as_root true
    step "Unpacking Asterisk into $asterisk_root" asterisk_unpack
    major=$(cut -d. -f1 "$asterisk_root/zenix-version")
    if ((major != 22)); then
        say "warning: Debian now carries Asterisk $major; ZENIX is tested with 22. If calls misbehave," \
            "install an Asterisk 22 yourself: one on PATH is used instead."
    fi
}

# Debian 12 has no Asterisk; Debian's sid has 22. It is unpacked with the libraries it was built
# with into a folder, and runs from there through its own loader: no chroot, nothing installed.
asterisk_unpack() {
    local mirror temp lib loader version
    # shellcheck disable=SC2016  # the $(…) are apt's
    mirror=${ZENIX_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' \
        'Created-By: Packages' | sed -n 's/^Debian|main|//p' | head -n 1)}
    [[ -n $mirror ]] || die "apt on this machine knows no Debian mirror" \
        "set ZENIX_DEBIAN_MIRROR to one, or install Asterisk 20 or later yourself"
    as_root mkdir -p "$(dirname "$asterisk_root")"
    temp=$(as_root mktemp -d "$asterisk_root.partial.XXXXXX")
    as_root chmod 755 "$temp"   # a plain user looks into it below
    # shellcheck disable=SC2064  # the path is known now and gone later
    trap "as_root rm -rf $temp" EXIT

    # The sid of a mirror that lags behind, or of a snapshot, is past its date and still signed.
    # asterisk-modules brings the codecs, Opus among them.
    as_root mmdebstrap --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' \
        --include=asterisk,asterisk-modules,asterisk-core-sounds-en-wav,asterisk-moh-opsound-wav \
        sid "$temp/root" "deb $mirror sid main"

    # What Debian's installation scripts would have done, and what has no use outside a system.
    as_root ln -sfn en_US_f_Allison "$temp/root/usr/share/asterisk/sounds/en"
    as_root rm -rf "$temp/root/dev" "$temp/root/tmp"
    as_root find "$temp/root/usr/share/asterisk/sounds" -maxdepth 1 -xtype l -delete
    as_root chown -R root:root "$temp/root"
    as_root chmod -R a+rX,go-w "$temp/root"

    lib=$(echo "$temp"/root/usr/lib/*-linux-gnu)
    loader=$(echo "$lib"/ld-linux-*.so.*)
    version=$("$loader" --library-path "$lib" "$temp/root/usr/sbin/asterisk" -V)
    say "$version"
    version=$(sed -n 's/^Asterisk \([0-9.]*[0-9]\).*/\1/p' <<<"$version")
    ((${version%%.*} >= 20)) || die "the mirror's Asterisk is '$version'; ZENIX needs 20 or later" \
        "set ZENIX_DEBIAN_MIRROR to a mirror with a current sid"
    as_root tee "$temp/root/zenix-version" >/dev/null <<<"$version"
    # The last step, so that a folder of this name is always a whole one.
    as_root rm -rf "$asterisk_root"
    as_root mv -T "$temp/root" "$asterisk_root"
}

# --- Node and the web app's packages ---------------------------------------------------------------
node_is_good() {
    local have
    have=$(node --version 2>/dev/null) && command -v npm >/dev/null &&
        printf '%s\n' "$node_wanted" "${have#v}" | sort -CV
}

need_node() {
    ! node_is_good || return 0
    if ! command -v npm >/dev/null; then
        as_root true
        step "Installing Debian's npm, to fetch a newer Node with" install_packages npm
    fi
    step "Fetching Node 22 for the web build" node_fetch
    node_is_good || die "the Node that was fetched does not run" "install Node $node_wanted or later"
}

# Debian 12's Node 18 is too old for the web tools. npm carries Node itself as a package.
node_fetch() {
    local arch temp
    case $(dpkg --print-architecture) in
    amd64) arch=x64 ;;
    arm64) arch=arm64 ;;
    *) die "npm has no Node for $(dpkg --print-architecture)" "install Node $node_wanted or later" ;;
    esac
    temp=$(mktemp -d "$deps/node.XXXXXX")
    npm install --prefix "$temp" --ignore-scripts --no-audit --no-fund "node-linux-$arch@22" npm@11
    mkdir "$temp/bin"
    ln -s "../node_modules/node-linux-$arch/bin/node" "$temp/bin/node"
    ln -s ../node_modules/npm/bin/npm-cli.js "$temp/bin/npm"
    ln -s ../node_modules/npm/bin/npx-cli.js "$temp/bin/npx"
    rm -rf "$deps/node"
    mv -T "$temp" "$deps/node"
}

need_web_packages() {
    [[ -e $root/web/package-lock.json ]] || return 0
    local lock stamp=$root/web/node_modules/.zenix-lock
    lock=$(hash_of "$root/web/package-lock.json")
    [[ ! -e $stamp || $(<"$stamp") != "$lock" ]] || return 0
    step "Installing the web app's packages" npm_ci
    echo "$lock" >"$stamp"
}
npm_ci() { cd "$root/web" && npm ci --no-audit --no-fund; }

# --- Anything to do? --------------------------------------------------------------------------------
# The stamp says that this very script was through with these very lists. What lives outside the
# clone, or is easily deleted inside, is looked at again.
stamp=$deps/.setup-$purpose
key=$(hash_of "$root/tools/setup.sh" "$root/web/package-lock.json")
if [[ -e $stamp && $(<"$stamp") == "$key" && -e $deps/phonenumber &&
    (-e $asterisk_root/zenix-version || -x $(type -P asterisk)) &&
    (-d $root/web/node_modules || ! -e $root/web/package-lock.json) ]] && command -v clang++-19 node >/dev/null; then
    exit 0
fi

# ./run and ./test may start together: the second waits here and then finds nothing missing.
exec {setup_lock}>"$root/build/.setup.lock"
flock "$setup_lock"
need_packages
need_phonenumber
need_system_user
need_asterisk
need_node
need_web_packages
echo "$key" >"$stamp"
# What is enough for the tests is enough to run.
if [[ $purpose == test ]]; then echo "$key" >"$deps/.setup-run"; fi
