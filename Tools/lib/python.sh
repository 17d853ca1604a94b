# shellcheck shell=bash
# Virtual environments for the scripts that need real Keras. To be sourced, after packages.sh.

# ensure_environment FOLDER REQUIREMENTS: makes the environment where it is missing or its requirements changed.
ensure_environment() {
    local folder=$1 requirements=$2
    cmp --silent "$requirements" "$folder/requirements.txt" && return
    ensure_packages python3-venv
    echo "Installing $requirements into $folder" >&2
    rm -rf "$folder"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2
    cp "$requirements" "$folder/requirements.txt"
}
