# Completion of es for bash. Source it: source <(es completion bash)
_es() {
  local line kind word="${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
    "${COMP_WORDS[0]}" __complete bash "$COMP_LINE" "$COMP_POINT" "$word" 2>/dev/null
  )
  case "${COMPREPLY[0]-}" in
    :files) kind=-f ;;
    :folders) kind=-d ;;
    *) return ;;
  esac
  COMPREPLY=()
  compopt +o nospace -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$kind" -- "$word")
}
complete -o nospace -F _es es eventvcs
