{{/* The first part of every object's name: 40 characters at most, so that the longest ending keeps below 63. */}}
{{- define "contentforge.fullname" -}}
{{- $name := .Values.fullnameOverride -}}
{{- if not $name -}}
{{- $chart := default .Chart.Name .Values.nameOverride -}}
{{- $name = contains $chart .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $chart) -}}
{{- end -}}
{{- if gt (len $name) 40 -}}
{{- printf "%s-%s" (trunc 31 $name | trimSuffix "-") (sha256sum $name | trunc 8) -}}
{{- else -}}
{{- $name -}}
{{- end -}}
{{- end -}}

{{/* What tells the pods of a component apart. Takes a list: the root, the component. */}}
{{- define "contentforge.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Labels of an object. Takes a list: the root, the component. */}}
{{- define "contentforge.labels" -}}
{{- $root := index . 0 -}}
{{ include "contentforge.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: contentforge
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Labels of a pod: those of the chart's version are not among them, or each new chart would restart the engines. */}}
{{- define "contentforge.podLabels" -}}
{{ include "contentforge.selector" . }}
app.kubernetes.io/part-of: contentforge
{{- end -}}

{{/* Every pod of this release, whatever it does. */}}
{{- define "contentforge.allPods" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Name of the account of a component. Takes a list: the root, the component. */}}
{{- define "contentforge.serviceAccount" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $account := index $root.Values.serviceAccounts $component -}}
{{- if $account.create -}}
{{- default (printf "%s-%s" (include "contentforge.fullname" $root) $component) $account.name -}}
{{- else -}}
{{- default "default" $account.name -}}
{{- end -}}
{{- end -}}

{{- define "contentforge.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default .Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* The Secret that pods read. */}}
{{- define "contentforge.secretName" -}}
{{- default (include "contentforge.fullname" .) .Values.existingSecret -}}
{{- end -}}

{{- define "contentforge.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{- .Values.publicUrl -}}
{{- else if and .Values.ingress.enabled .Values.ingress.hosts -}}
{{- printf "%s://%s" (ternary "https" "http" (not (empty .Values.ingress.tls))) (first .Values.ingress.hosts) -}}
{{- else if and .Values.gateway.enabled .Values.gateway.hosts -}}
{{- printf "https://%s" (first .Values.gateway.hosts) -}}
{{- end -}}
{{- end -}}
