# The image of Hubbub: Node 24, no tools of development, a user without rights. `docker build -t hubbub .`
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The npm package `node` brings the very Node that the tests ran on; the image's own is there for npm.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Hubbub" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    HUBBUB_DATA_DIR=/data \
    HUBBUB_METRICS_PORT=9464
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY . .
# The folder is there, and the user's, before a volume takes its place.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
# Stops on SIGTERM within 10 seconds, finishing what is in hand.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.HUBBUB_METRICS_PORT || '9464').split(':').at(-1) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# By itself it starts; with arguments it is the command line: docker run --rm hubbub doctor
# What is set above stays where an --env-file has an empty line for it.
ENTRYPOINT ["/bin/sh", "-c", "export HUBBUB_DATA_DIR=\"${HUBBUB_DATA_DIR:-/data}\" HUBBUB_METRICS_PORT=\"${HUBBUB_METRICS_PORT:-9464}\"; exec node_modules/.bin/node src/main.ts \"$@\"", "hubbub"]
