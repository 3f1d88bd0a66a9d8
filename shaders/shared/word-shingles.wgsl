
const BYTE_BASE = 0x2c9277b5u;
const WORD_BASE = 0x9e3779b1u;

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

fn is_separator(byte: u32) -> bool {
  return byte == 32u || (byte >= 9u && byte <= 13u);
}

// The shingle that starts at a byte of the row, if one does: a window of `ngram` words, or all
// words of a row that has fewer.
fn shingle_at(at: u32, start: u32, end: u32) -> Shingle {
  if (is_separator(byte_at(at)) || (at > start && !is_separator(byte_at(at - 1u)))) {
    return Shingle(false, 0u);
  }
  var mixed = 0u;
  var count = 0u;
  var word = 0u;
  var in_word = false;
  for (var i = at; i < end; i++) {
    let byte = byte_at(i);
    if (!is_separator(byte)) {
      word = word * BYTE_BASE + byte + 1u;
      in_word = true;
    } else if (in_word) {
      mixed = mixed * WORD_BASE + lowbias32(word) + 1u;
      count++;
      word = 0u;
      in_word = false;
      if (count == params.ngram) {
        break;
      }
    }
  }
  if (in_word) {
    mixed = mixed * WORD_BASE + lowbias32(word) + 1u;
    count++;
  }
  if (count < params.ngram) {
    for (var i = at; i > start; i--) {
      if (!is_separator(byte_at(i - 1u))) {
        return Shingle(false, 0u);
      }
    }
  }
  return Shingle(true, lowbias32(mixed ^ params.seed));
}

// Up to four shingles: those that `exists` has a 1 for.
struct Shingles {
  exists: vec4<u32>,
  hash: vec4<u32>,
}

// The shingles that start in the four bytes from `at`.
fn shingles_at(at: u32, start: u32, end: u32) -> Shingles {
  var found = Shingles(vec4(0u), vec4(0u));
  for (var k = 0u; k < 4u; k++) {
    if (at + k >= start && at + k < end) {
      let shingle = shingle_at(at + k, start, end);
      found.exists[k] = select(0u, 1u, shingle.exists);
      found.hash[k] = shingle.hash;
    }
  }
  return found;
}
