/**
 * A vector of four times one word that the compiler does not know. V8 makes a constant anew at
 * each use, in loops too; what comes out of memory stays in a register. `spot` is a free word.
 */
export function splat(word: u32, spot: usize): v128 {
  store<u32>(spot, word);
  return v128.load32_splat(spot);
}
