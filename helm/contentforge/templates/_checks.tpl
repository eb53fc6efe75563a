{{/* What the schema of the values cannot say. Each refusal tells what to set. */}}
{{- define "contentforge.check" -}}
{{- include "contentforge.checkTimes" . -}}
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) -}}
{{- fail "gateway.parentRefs: name the Gateway that the route belongs to." -}}
{{- end -}}
{{- if and .Values.existingSecret .Values.secrets -}}
{{- fail "existingSecret replaces `secrets`: set one of the two." -}}
{{- end -}}
{{- if and (eq .Values.mail.backend "smtp") (not (and .Values.mail.host .Values.mail.fromAddress)) -}}
{{- fail "mail.backend smtp needs mail.host and mail.fromAddress." -}}
{{- end -}}
{{- if not .Values.existingSecret -}}
{{- include "contentforge.checkSecrets" . -}}
{{- end -}}
{{- if eq .Values.profile "production" -}}
{{- include "contentforge.checkProduction" . -}}
{{- end -}}
{{- end -}}

{{- define "contentforge.checkTimes" -}}
{{- $api := .Values.api -}}
{{- if le (int $api.terminationGracePeriodSeconds) (add (int $api.preStopSeconds) 25 | int) -}}
{{- fail (printf "api.terminationGracePeriodSeconds must be more than api.preStopSeconds and the 25 s of the drain: more than %d." (add (int $api.preStopSeconds) 25)) -}}
{{- end -}}
{{- if le (int .Values.workers.terminationGracePeriodSeconds) (int .Values.workers.graceSeconds) -}}
{{- fail "workers.terminationGracePeriodSeconds must be more than workers.graceSeconds." -}}
{{- end -}}
{{- end -}}

{{/* Without the engines that the chart brings, and in production, nothing is made up. */}}
{{- define "contentforge.checkSecrets" -}}
{{- $made := list -}}
{{- if ne .Values.profile "production" -}}
{{- $made = concat $made (list "CONTENTFORGE_SECRETS__JWT" "CONTENTFORGE_SECRETS__KEY_PEPPER") -}}
{{- end -}}
{{- if .Values.postgresql.enabled -}}
{{- $made = concat $made (list "CONTENTFORGE_DATABASE__URL" "CONTENTFORGE_DATABASE__SYSTEM_URL" "CONTENTFORGE_DATABASE__OWNER_URL") -}}
{{- end -}}
{{- if .Values.valkey.enabled -}}
{{- $made = append $made "CONTENTFORGE_REDIS__URL" -}}
{{- end -}}
{{- $needed := splitList " " (include "contentforge.neededSecrets" .) -}}
{{- if and .Values.migration.enabled (not .Values.migration.existingSecret) -}}
{{- $needed = append $needed "CONTENTFORGE_DATABASE__OWNER_URL" -}}
{{- end -}}
{{- if eq .Values.billing.mode "stripe" -}}
{{- $needed = concat $needed (list "STRIPE_SECRET_KEY" "STRIPE_WEBHOOK_SECRET") -}}
{{- end -}}
{{- range $needed -}}
{{- if not (or (has . $made) (index $.Values.secrets .)) -}}
{{- fail (printf "secrets.%s is missing: set it, or name your own Secret in existingSecret." .) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "contentforge.checkProduction" -}}
{{- if or .Values.postgresql.enabled .Values.valkey.enabled -}}
{{- fail "Production refuses the engines of the evaluation profile: set postgresql.enabled and valkey.enabled to false (see values-production.yaml)." -}}
{{- end -}}
{{- if not (include "contentforge.publicUrl" .) -}}
{{- fail "publicUrl is not set: links in mails begin with it." -}}
{{- end -}}
{{- if and (eq .Values.storage.backend "local") (not (has "ReadWriteMany" .Values.storage.local.accessModes)) -}}
{{- fail "Production needs storage that all pods reach on every node: storage.backend s3, or a volume with ReadWriteMany." -}}
{{- end -}}
{{- if not .Values.existingSecret -}}
{{- $jwt := regexFindAll "[^\\[\\]\", ]+" (index .Values.secrets "CONTENTFORGE_SECRETS__JWT") -1 -}}
{{- $pepper := regexFindAll "[^\\[\\]\", ]+" (index .Values.secrets "CONTENTFORGE_SECRETS__KEY_PEPPER") -1 -}}
{{- range $jwt -}}
{{- include "contentforge.refuseWeak" (list "CONTENTFORGE_SECRETS__JWT" .) -}}
{{- if has . $pepper -}}
{{- fail "secrets.CONTENTFORGE_SECRETS__JWT and __KEY_PEPPER share a secret: use different ones." -}}
{{- end -}}
{{- end -}}
{{- range $pepper -}}
{{- include "contentforge.refuseWeak" (list "CONTENTFORGE_SECRETS__KEY_PEPPER" .) -}}
{{- end -}}
{{- range $name, $value := .Values.secrets -}}
{{- if and (hasSuffix "_URL" $name) (regexMatch "://[^:/@]*:(postgres|password|passw0rd|contentforge|change-?me|secret|admin|valkey|redis|example)?@" $value) -}}
{{- fail (printf "secrets.%s holds a default password: use random text." $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The rules of the processes themselves, so that a weak secret is refused before anything is installed. */}}
{{- define "contentforge.refuseWeak" -}}
{{- $name := index . 0 -}}
{{- $secret := index . 1 -}}
{{- if lt (len $secret) 32 -}}
{{- fail (printf "secrets.%s is shorter than 32 characters." $name) -}}
{{- end -}}
{{- if or (lt (len (uniq (splitList "" $secret))) 10) (regexMatch "(?i)change|default|example|insecure|development|placeholder|your[-_]" $secret) -}}
{{- fail (printf "secrets.%s holds a placeholder: use random text." $name) -}}
{{- end -}}
{{- end -}}
