{{/*
A Deployment of one of our processes. Takes a dict:
  root; component (its label, and the ending of its name); account (key of serviceAccounts); args (of the program);
  values (replicas, resources, placement); autoscaled; port (where it answers probes); preStop (seconds); volume
  (whether it needs the stored files); spread (further values of placement, where several components share them).
*/}}
{{- define "contentforge.deployment" -}}
{{- $root := .root -}}
{{- $placed := default .values .spread -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "contentforge.fullname" $root }}-{{ .component }}
  labels:
    {{- include "contentforge.labels" (list $root .component) | nindent 4 }}
spec:
  {{- if not .autoscaled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels:
      {{- include "contentforge.selector" (list $root .component) | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "contentforge.podLabels" (list $root .component) | nindent 8 }}
        app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
        contentforge.io/process: "true"
        {{- if eq .port "ops" }}
        contentforge.io/ops: "true"
        {{- end }}
        {{- if .volume }}
        contentforge.io/files: "true"
        {{- end }}
        {{- with $placed.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/settings: {{ include "contentforge.settings" $root | sha256sum }}
        checksum/secrets: {{ toJson $root.Values.secrets | sha256sum }}
        {{- with $placed.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "contentforge.podBasics" (list $root .account) | nindent 6 }}
      terminationGracePeriodSeconds: {{ $placed.terminationGracePeriodSeconds }}
      {{- include "contentforge.placement" (dict "root" $root "component" .component "values" $placed "volume" .volume) | nindent 6 }}
      containers:
        - name: {{ index .args 0 }}
          {{- include "contentforge.container" $root | nindent 10 }}
          args: {{ toJson .args }}
          envFrom:
            - configMapRef: {name: {{ include "contentforge.fullname" $root }}}
          env:
            {{- include "contentforge.secretEnv" $root | nindent 12 }}
            {{- with $placed.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - {name: {{ .port }}, containerPort: {{ eq .port "http" | ternary 8000 9100 }}, protocol: TCP}
          startupProbe:
            httpGet: {path: /livez, port: {{ .port }}}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /livez, port: {{ .port }}}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /readyz, port: {{ .port }}}
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          {{- with .preStop }}
          lifecycle:
            preStop: {sleep: {seconds: {{ . }}}}
          {{- end }}
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            - {name: data, mountPath: /var/lib/contentforge}
      volumes:
        - name: tmp
          emptyDir: {sizeLimit: {{ $root.Values.tmpSize }}}
        - name: data
          {{- if .volume }}
          persistentVolumeClaim: {claimName: {{ include "contentforge.claim" $root }}}
          {{- else }}
          emptyDir: {sizeLimit: 64Mi}
          {{- end }}
{{- end -}}

{{/* What every pod has. Takes a list: the root, the key of its account. */}}
{{- define "contentforge.podBasics" -}}
{{- $root := index . 0 -}}
serviceAccountName: {{ include "contentforge.serviceAccount" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ $root.Values.podSecurity.runAsUser }}
  runAsGroup: {{ $root.Values.podSecurity.runAsGroup }}
  fsGroup: {{ $root.Values.podSecurity.runAsGroup }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* What every container of ours has. */}}
{{- define "contentforge.container" -}}
image: {{ include "contentforge.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{ include "contentforge.locked" . }}
{{- end -}}

{{/* The restricted Pod Security Standard, for any container. */}}
{{- define "contentforge.locked" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{- define "contentforge.placement" -}}
{{- $root := .root -}}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $affinity := .values.affinity }}
{{- if and .volume (not (has "ReadWriteMany" $root.Values.storage.local.accessModes)) }}
{{- $node := dict "topologyKey" "kubernetes.io/hostname" "labelSelector" (dict "matchLabels" (merge (dict "contentforge.io/files" "true") (include "contentforge.allPods" $root | fromYaml))) }}
{{- $affinity = mergeOverwrite (dict "podAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (list $node))) (deepCopy $affinity) }}
{{- end }}
{{- with $affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if $root.Values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $root.Values.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "contentforge.selector" (list $root $.component) | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
{{- end -}}

{{/* The claim that holds the files of the local backend. */}}
{{- define "contentforge.claim" -}}
{{- default (printf "%s-files" (include "contentforge.fullname" .)) .Values.storage.local.existingClaim -}}
{{- end -}}
