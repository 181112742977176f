# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# the image brings Node itself: none of the packaged ones
RUN npm ci --omit=dev --ignore-scripts --loglevel=error && rm -rf node_modules/node-linux-*
COPY scripts scripts
COPY drizzle drizzle
COPY static static
COPY templates templates
COPY src src
RUN node scripts/build.mjs && find dist -name '*.map' -delete && mkdir /data

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
# npm, yarn and corepack stay behind: nothing in the container installs anything
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-*
WORKDIR /app
COPY --from=build /app/dist dist
COPY LICENSE ./
COPY --from=build --chown=node:node /data /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}${(process.env.BASE_PATH||'').replace(/\\/+$/,'')}/healthz`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=384", "dist/server.js"]
