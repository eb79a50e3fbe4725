# Two stages: the second one has Node, one file, and no package manager.

FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# Without scripts: no dependency needs one, and `prepare` would build before the sources are there.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY certs ./certs
COPY conversions ./conversions
RUN npm run build

FROM node:22-bookworm-slim
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn*
COPY --from=build --chown=0:0 /build/dist/karmorph.js /app/karmorph.js
ENV NODE_ENV=production
# A number, so that the kubelet can see that it is not root.
USER 65532:65532
EXPOSE 8443
ENTRYPOINT ["node", "/app/karmorph.js"]
CMD ["--help"]
