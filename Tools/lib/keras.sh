# shellcheck shell=bash
# Real Keras, four versions of it, pinned by Tools/fixtures/requirements-*.txt. To be sourced, after packages.sh.
#
# FERRY_VENVS: where the environments go (default: .venv-keras in the checkout; some 2 GB).

keras_tools=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
keras_environments=${FERRY_VENVS:-$keras_tools/../.venv-keras}
keras_python=$keras_environments/keras3.15/bin/python
export PYTHONDONTWRITEBYTECODE=1

# ensure_keras: Keras 3.15 with TensorFlow, onnx and ONNX Runtime in a virtual environment.
ensure_keras() {
    [[ -e $keras_environments/keras3.15/complete ]] && return
    local python
    python=$(find_python)
    echo "Installing Keras, TensorFlow and ONNX Runtime below $keras_environments" >&2
    mkdir -p "$keras_environments"
    "$python" -m venv --clear "$keras_environments/keras3.15"
    "$keras_environments/keras3.15/bin/pip" --quiet --disable-pip-version-check install \
        --requirement "$keras_tools/fixtures/requirements-keras3.15.txt" >&2
    touch "$keras_environments/keras3.15/complete"
}

# find_python: a Python that the pinned packages have wheels for, able to make environments.
find_python() {
    local candidate
    for candidate in python3.11 python3.12 python3.13; do
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    ensure_packages python3 python3-venv >&2
    echo python3
}

# ensure_overlay FLAVOUR: another version of Keras in a folder that comes first on the module path; all else is shared.
ensure_overlay() {
    local folder=$keras_environments/$1
    [[ -e $folder/complete ]] && return
    rm -rf "$folder"
    "$keras_environments/keras3.15/bin/pip" --quiet --disable-pip-version-check install --no-deps --target "$folder" \
        --requirement "$keras_tools/fixtures/requirements-$1.txt" >&2
    touch "$folder/complete"
}

# run_keras FLAVOUR SCRIPT ARGUMENT…: runs a Python script under keras3.15, keras3.5, keras3.0 or keras2 (tf_keras).
run_keras() {
    local flavour=$1 path=$keras_tools/fixtures keras=keras
    shift
    ensure_keras
    if [[ $flavour != keras3.15 ]]; then
        ensure_overlay "$flavour"
        path=$keras_environments/$flavour:$path
    fi
    if [[ $flavour == keras2 ]]; then keras=tf_keras; fi
    PYTHONPATH=$path FERRY_FLAVOUR=$keras "$keras_python" "$@"
}
