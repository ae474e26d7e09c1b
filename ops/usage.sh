# For scripts to source before they do anything. The comment atop a script says how it is used: --help prints it, `refuse WHY` too, and exits 2.
usage=$(sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0")
for argument; do
    case $argument in
    -h | --help)
        printf '%s\n' "$usage"
        exit 0
        ;;
    esac
done
refuse() {
    printf '%s: %s\n\n%s\n' "${0##*/}" "$1" "$usage" >&2
    exit 2
}
