
// The first of so many places for pairs.
fn reserve(places: u32) -> u32 {
  if (places == 0u) {
    return 0u;
  }
  return atomicAdd(&count[0], places);
}
