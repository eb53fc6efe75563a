/** Programs that work as they are pasted into a terminal of a machine that reaches this address. */
export function examplesFor(key: string, origin = window.location.origin): Array<{ name: string; text: string }> {
  const base = `${origin}/api/v1`;
  const usage = `curl -s ${base}/usage \\\n  -H "X-API-Key: ${key}"`;
  const generate = `curl -s ${base}/content/generate \\
  -H "X-API-Key: ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"source_type": "manual", "source_data": {"name": "Enamel Mug", "features": ["350 ml"]}}'`;
  const python = `import json
import urllib.request

request = urllib.request.Request(
    "${base}/usage",
    headers={"X-API-Key": "${key}"},
)
with urllib.request.urlopen(request) as answer:
    print(json.dumps(json.load(answer), indent=2))`;
  return [
    { name: 'curl', text: usage },
    { name: 'curl: generate', text: generate },
    { name: 'Python', text: python },
  ];
}
