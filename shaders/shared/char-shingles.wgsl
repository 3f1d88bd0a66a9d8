
const BYTE_BASE = 0x2c9277b5u;

struct Shingle {
  exists: bool,
  hash: u32,
}

fn lowbias32(value: u32) -> u32 {
  var x = value;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}

fn byte_at(at: u32) -> u32 {
  return extractBits(words[at >> 2u], (at & 3u) * 8u, 8u);
}

// The shingle that starts at a byte of the row, if one does: a window of `ngram` code points, or
// all code points of a row that has fewer.
fn shingle_at(at: u32, start: u32, end: u32) -> Shingle {
  if ((byte_at(at) & 0xc0u) == 0x80u) {
    return Shingle(false, 0u);
  }
  var hash = 0u;
  var chars = 0u;
  for (var i = at; i < end; i++) {
    let byte = byte_at(i);
    if ((byte & 0xc0u) != 0x80u) {
      if (chars == params.ngram) {
        break;
      }
      chars++;
    }
    hash = hash * BYTE_BASE + byte + 1u;
  }
  if (chars < params.ngram) {
    for (var i = at; i > start; i--) {
      if ((byte_at(i - 1u) & 0xc0u) != 0x80u) {
        return Shingle(false, 0u);
      }
    }
  }
  return Shingle(true, lowbias32(hash ^ params.seed));
}

// Up to four shingles: those that `exists` has a 1 for.
struct Shingles {
  exists: vec4<u32>,
  hash: vec4<u32>,
}

// The shingles that start in the four bytes from `at`, a multiple of four. Among letters of ASCII a
// window follows from the one before it, whatever its length.
fn shingles_at(at: u32, start: u32, end: u32) -> Shingles {
  var ascii = at >= start && at + params.ngram + 3u < end;
  if (ascii) {
    var bits = 0u;
    for (var word = at >> 2u; word <= (at + params.ngram + 3u) >> 2u; word++) {
      bits |= words[word];
    }
    ascii = (bits & 0x80808080u) == 0u;
  }
  var found = Shingles(vec4(0u), vec4(0u));
  if (!ascii) {
    for (var k = 0u; k < 4u; k++) {
      if (at + k >= start && at + k < end) {
        let shingle = shingle_at(at + k, start, end);
        found.exists[k] = select(0u, 1u, shingle.exists);
        found.hash[k] = shingle.hash;
      }
    }
    return found;
  }
  var hash = 0u;
  var power = 1u;
  var word = 0u;
  for (var i = 0u; i < params.ngram; i++) {
    if ((i & 3u) == 0u) {
      word = words[(at + i) >> 2u];
    }
    hash = hash * BYTE_BASE + (word & 0xffu) + 1u;
    word >>= 8u;
    power *= BYTE_BASE;
  }
  found.hash[0] = hash;
  for (var k = 1u; k < 4u; k++) {
    hash = hash * BYTE_BASE + byte_at(at + params.ngram + k - 1u) + 1u;
    hash -= (byte_at(at + k - 1u) + 1u) * power;
    found.hash[k] = hash;
  }
  for (var k = 0u; k < 4u; k++) {
    found.hash[k] = lowbias32(found.hash[k] ^ params.seed);
  }
  found.exists = vec4(1u);
  return found;
}
