#!/bin/sh
# Rebuild the vendored Plotly bundle: only the traces our charts use, and French.
#
# A maintainer's step; it needs Node and npm. Usage: tools/vendor.sh [folder with node_modules]
# The version is the one `plotly.offline.get_plotlyjs_version()` names; a test compares them.
set -eu

version=4.1.1
here=$(cd "$(dirname "$0")/.." && pwd)
out="$here/webapp/static/vendor/plotly-$version"
work=${1:-$(mktemp -d)}

if [ ! -d "$work/node_modules/plotly.js" ]; then
    (cd "$work" && npm install --ignore-scripts --no-audit --no-fund \
        "plotly.js@$version" esbuild@0.28.2)
fi

cat > "$work/entry.js" <<'ENTRY'
const Plotly = require('plotly.js/lib/core');
Plotly.register([
  require('plotly.js/lib/bar'),
  require('plotly.js/lib/box'),
  require('plotly.js/lib/heatmap'),
  require('plotly.js/lib/scatterpolar'),
  require('plotly.js/lib/sankey'),
  require('plotly.js/lib/pie'),
  require('plotly.js/lib/indicator'),
  require('plotly.js/lib/histogram'),
  require('plotly.js/lib/locales/fr'),
]);
module.exports = Plotly;
ENTRY

mkdir -p "$out"
(cd "$work" && node_modules/.bin/esbuild entry.js --bundle --minify --format=iife \
    --global-name=Plotly --define:global=window --define:define.amd=false --target=es2018 \
    --legal-comments=none --outfile="$out/plotly.min.js")
rm -f "$out/plotly.min.css"  # the styles of map traces, which we do not draw
cp "$work/node_modules/plotly.js/dist/plotly.css" "$work/node_modules/plotly.js/LICENSE" "$out/"
(cd "$out" && sha256sum LICENSE plotly.css plotly.min.js > CHECKSUMS)
