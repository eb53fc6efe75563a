{{/* One rule of egress. Takes a dict: rule (ports, to), dns (whether by UDP too). */}}
{{- define "contentforge.egressTo" -}}
- ports:
    {{- range .rule.ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- if $.dns }}
    - {protocol: UDP, port: {{ . }}}
    {{- end }}
    {{- end }}
  {{- with .rule.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* The way to a pod of evaluation's own engines. Takes a list: the root, the engine, its port. */}}
{{- define "contentforge.egressToEngine" -}}
- ports:
    - {protocol: TCP, port: {{ index . 2 }}}
  to:
    - podSelector:
        matchLabels:
          {{- include "contentforge.selector" (list (index . 0) (index . 1)) | nindent 10 }}
{{- end -}}

{{- define "contentforge.egressToDatabase" -}}
{{- if .Values.postgresql.enabled -}}
{{- include "contentforge.egressToEngine" (list . "postgresql" 5432) -}}
{{- else -}}
{{- include "contentforge.egressTo" (dict "rule" .Values.networkPolicy.egress.postgresql) -}}
{{- end -}}
{{- end -}}

{{- define "contentforge.egressToRedis" -}}
{{- if .Values.valkey.enabled -}}
{{- include "contentforge.egressToEngine" (list . "valkey" 6379) -}}
{{- else -}}
{{- include "contentforge.egressTo" (dict "rule" .Values.networkPolicy.egress.redis) -}}
{{- end -}}
{{- end -}}

{{/*
The public internet on the web's ports: models, Stripe, product pages. The exceptions are those of the product's own
egress (contentforge_platform.egress.addresses); a test holds the two equal.
*/}}
{{- define "contentforge.egressToWeb" -}}
- ports:
    - {protocol: TCP, port: 80}
    - {protocol: TCP, port: 443}
  to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except:
          - 0.0.0.0/8
          - 10.0.0.0/8
          - 100.64.0.0/10
          - 127.0.0.0/8
          - 169.254.0.0/16
          - 172.16.0.0/12
          - 192.0.0.0/24
          - 192.0.2.0/24
          - 192.31.196.0/24
          - 192.52.193.0/24
          - 192.88.99.0/24
          - 192.168.0.0/16
          - 192.175.48.0/24
          - 198.18.0.0/15
          - 198.51.100.0/24
          - 203.0.113.0/24
          - 224.0.0.0/4
          - 240.0.0.0/4
    - ipBlock:
        cidr: 2000::/3
        except:
          - 2001::/23
          - 2001:db8::/32
          - 2002::/16
          - 2620:4f:8000::/48
          - 3ffe::/16
          - 3fff::/20
{{- end -}}
