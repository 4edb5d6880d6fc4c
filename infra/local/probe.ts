import { connect } from "node:net";

const probeTimeoutMs = 1000;

/** Resolves when Redis at this port answers a ping. */
export async function pingRedis(port: number): Promise<void> {
  const reply = await exchange(port, Buffer.from("PING\r\n"));
  if (!reply.toString("latin1").startsWith("+PONG")) throw new Error(`Redis says ${reply}`);
}

/**
 * Resolves when the broker at this port answers an ApiVersions request (version 0), which it does only
 * once it takes part in its cluster. Source: https://kafka.apache.org/protocol#The_Messages_ApiVersions
 */
export async function askApiVersions(port: number): Promise<void> {
  const clientId = Buffer.from("probe");
  const body = Buffer.alloc(10 + clientId.length);
  body.writeInt16BE(18, 0);
  body.writeInt16BE(0, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(clientId.length, 8);
  clientId.copy(body, 10);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  const reply = await exchange(port, Buffer.concat([size, body]));
  if (reply.length < 10 || reply.readInt16BE(8) !== 0) throw new Error("the broker is not ready");
}

/** Sends bytes and resolves with the first that come back. */
async function exchange(port: number, request: Buffer): Promise<Buffer> {
  const socket = connect({ host: "127.0.0.1", port, timeout: probeTimeoutMs });
  try {
    return await new Promise((resolve, reject) => {
      socket.once("connect", () => socket.write(request));
      socket.once("data", resolve);
      socket.once("error", reject);
      socket.once("close", () => reject(new Error("closed without an answer")));
      socket.once("timeout", () => reject(new Error("no answer in time")));
    });
  } finally {
    socket.destroy();
  }
}
