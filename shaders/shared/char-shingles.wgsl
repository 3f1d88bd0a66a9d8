
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
