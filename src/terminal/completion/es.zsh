#compdef es eventvcs
# Completion of es for zsh. Source it after compinit: source <(es completion zsh)
# Or put it into a folder of $fpath, as the file _es.
_es() {
  local line
  local -a lines fields ended ended_texts open open_texts
  lines=("${(@f)$("${(Q)words[1]}" __complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  case $lines[1] in
    (:files) _files; return ;;
    (:folders) _files -/; return ;;
  esac
  for line in $lines; do
    fields=("${(@ps:\t:)line}")
    if [[ $fields[3] == + ]]; then
      open+=("$fields[1]")
      open_texts+=("$fields[1]${fields[2]:+  -- $fields[2]}")
    else
      ended+=("$fields[1]")
      ended_texts+=("$fields[1]${fields[2]:+  -- $fields[2]}")
    fi
  done
  (( $#ended )) && compadd -l -d ended_texts -a ended
  (( $#open )) && compadd -l -S '' -d open_texts -a open
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _es "$@"; else compdef _es es eventvcs; fi
