"""Verifies the chain of hashes of an export of es, from the description in es-fsck(1) alone. Prints the last hash."""
import hashlib, json, sys

decode = json.JSONDecoder().raw_decode
sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
previous = '0' * 64
for line in sys.stdin:
    at, raw = 1, {}
    while line[at - 1] != '}':
        name, colon = decode(line, at)
        _, end = decode(line, colon + 1)
        raw[name], at = line[colon + 1:end], end + 1
    data, meta = sha(json.loads(raw.get('salt', '""')) + raw['data']), sha(raw['meta'])
    fields = [raw[name] for name in ('position', 'stream', 'version', 'type', 'id', 'time')]
    previous = sha(f'["{previous}",{",".join(fields)},"{data}","{meta}"]')
    if json.loads(raw['hash']) != previous:
        sys.exit(f'event {raw["position"]} does not verify')
print(previous)
