# shellcheck shell=bash
# The Debian packages that Ferry is built with, and how a script gets those that are missing. To be sourced.

# ensure_build_packages: what `swift build` needs.
ensure_build_packages() {
    ensure_packages pkg-config libhdf5-dev libprotobuf-c-dev libzip-dev libpng-dev libturbojpeg0-dev libdeflate-dev \
        libsodium-dev zlib1g-dev
}

# ensure_packages NAME…: installs those that are missing, and says so on standard error.
ensure_packages() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian: make sure that the counterparts of these packages are installed: $*" >&2
        return
    fi
    local missing=() name
    for name in "$@"; do
        dpkg-query --show --showformat='${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    local privileged=()
    if [[ $(id -u) != 0 ]]; then
        command -v sudo >/dev/null || {
            echo "Missing packages, and neither root nor sudo to install them: apt-get install ${missing[*]}" >&2
            return 1
        }
        privileged=(sudo)
    fi
    echo "Installing ${missing[*]}" >&2
    "${privileged[@]}" apt-get -qq update >&2
    "${privileged[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >&2
}

# ensure_swift: says where to get Swift where it is missing.
ensure_swift() {
    command -v swift >/dev/null || {
        echo "Swift 6.2 or later is missing: see https://www.swift.org/install" >&2
        return 1
    }
}
