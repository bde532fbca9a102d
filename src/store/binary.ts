/** pgvector's binary form: the dimension and a reserved number in 16 bits each, then the numbers, all big endian. */
export function toBinary(vector: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 + vector.byteLength);
  bytes.writeUInt16BE(vector.length, 0);
  bytes.writeUInt16BE(0, 2);
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).copy(bytes, 4);
  bytes.subarray(4).swap32();
  return bytes;
}

/** The numbers in what pgvector's `vector_send` gives, which is far quicker than to parse its text. */
export function fromBinary(bytes: Buffer): Float32Array {
  const numbers = new Uint8Array(bytes.subarray(4)); // a copy, since floats must be aligned
  Buffer.from(numbers.buffer).swap32();
  return new Float32Array(numbers.buffer);
}
