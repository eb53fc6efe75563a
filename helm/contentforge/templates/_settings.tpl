{{/* What is no secret, by the names of the variables; every process gets all of it. */}}
{{- define "contentforge.settings" -}}
CONTENTFORGE_ENV: production
CONTENTFORGE_HOST: {{ .Values.listenAddress | quote }}
CONTENTFORGE_PORT: "8000"
CONTENTFORGE_OPS_PORT: "9100"
CONTENTFORGE_DATA_DIR: /var/lib/contentforge
CONTENTFORGE_TRUSTED_PROXIES: {{ .Values.trustedProxies | quote }}
{{- with include "contentforge.publicUrl" . }}
CONTENTFORGE_PUBLIC_URL: {{ . | quote }}
{{- end }}
CONTENTFORGE_STORAGE__BACKEND: {{ .Values.storage.backend }}
{{- if eq .Values.storage.backend "s3" }}
CONTENTFORGE_STORAGE__BUCKET: {{ .Values.storage.bucket | quote }}
CONTENTFORGE_STORAGE__REGION: {{ .Values.storage.region | quote }}
{{- with .Values.storage.endpointUrl }}
CONTENTFORGE_STORAGE__ENDPOINT_URL: {{ . | quote }}
{{- end }}
{{- end }}
CONTENTFORGE_MAIL__BACKEND: {{ .Values.mail.backend }}
{{- if eq .Values.mail.backend "smtp" }}
CONTENTFORGE_MAIL__HOST: {{ .Values.mail.host | quote }}
CONTENTFORGE_MAIL__PORT: {{ .Values.mail.port | quote }}
CONTENTFORGE_MAIL__TLS: {{ .Values.mail.tls }}
CONTENTFORGE_MAIL__FROM_ADDRESS: {{ .Values.mail.fromAddress | quote }}
{{- with .Values.mail.username }}
CONTENTFORGE_MAIL__USERNAME: {{ . | quote }}
{{- end }}
{{- end }}
CONTENTFORGE_BILLING__MODE: {{ .Values.billing.mode | quote }}
CONTENTFORGE_BILLING__DEFAULT_PLAN: {{ .Values.billing.defaultPlan }}
CONTENTFORGE_OBSERVABILITY__LOG_LEVEL: {{ .Values.observability.logLevel }}
CONTENTFORGE_OBSERVABILITY__LOG_FORMAT: json
{{- with .Values.observability.otlpEndpoint }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ . | quote }}
OTEL_TRACES_SAMPLER: parentbased_traceidratio
OTEL_TRACES_SAMPLER_ARG: {{ $.Values.observability.traceRatio | quote }}
{{- end }}
CONTENTFORGE_WORKER__GRACE_SECONDS: {{ .Values.workers.graceSeconds | quote }}
{{- range $queue, $worker := .Values.workers.queues }}
CONTENTFORGE_WORKER__{{ upper $queue }}_SLOTS: {{ $worker.slots | quote }}
{{- end }}
{{- range $name, $value := .Values.settings }}
{{ $name }}: {{ kindIs "string" $value | ternary $value (toJson $value) | quote }}
{{- end }}
{{- end -}}

{{/* The secrets without which no process starts, and those that it can do without. */}}
{{- define "contentforge.neededSecrets" -}}
CONTENTFORGE_DATABASE__URL CONTENTFORGE_DATABASE__SYSTEM_URL CONTENTFORGE_REDIS__URL CONTENTFORGE_SECRETS__JWT CONTENTFORGE_SECRETS__KEY_PEPPER
{{- end -}}
{{- define "contentforge.optionalSecrets" -}}
CONTENTFORGE_STORAGE__ACCESS_KEY_ID CONTENTFORGE_STORAGE__SECRET_ACCESS_KEY CONTENTFORGE_MAIL__PASSWORD OPENAI_API_KEY OPENROUTER_API_KEY GEMINI_API_KEY STRIPE_SECRET_KEY STRIPE_WEBHOOK_SECRET OTEL_EXPORTER_OTLP_HEADERS
{{- end -}}

{{/* Variables from the Secret, each by its name: the owner's URL is not among them, whatever else the Secret holds. */}}
{{- define "contentforge.secretEnv" -}}
{{- $secret := include "contentforge.secretName" . -}}
{{- range splitList " " (include "contentforge.neededSecrets" .) }}
- name: {{ . }}
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ . }}}}
{{- end }}
{{- range splitList " " (include "contentforge.optionalSecrets" .) }}
- name: {{ . }}
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ . }}, optional: true}}
{{- end }}
{{- end -}}
