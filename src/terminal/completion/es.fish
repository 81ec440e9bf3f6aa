# Completion of es for fish: es completion fish | source
# Or save it as ~/.config/fish/completions/es.fish
function __es_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    type -q $words[1]; or return
    set -l lines ($words[1] __complete fish $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case :files
            __fish_complete_path "$current"
        case :folders
            __fish_complete_directories "$current" ''
        case '*'
            for line in $lines
                # The word and what it is; what follows the second tab is for zsh.
                string split -m 2 -f 1,2 \t -- $line | string join \t
            end
    end
end
complete -c es -f -a '(__es_complete)'
complete -c eventvcs -f -a '(__es_complete)'
