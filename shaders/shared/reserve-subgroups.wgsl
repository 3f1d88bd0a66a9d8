
// The first of so many places for pairs. A subgroup asks for the places of all its invocations at
// once; all of them must call this.
fn reserve(places: u32) -> u32 {
  let before = subgroupExclusiveAdd(places);
  let all = subgroupAdd(places);
  var first = 0u;
  if (subgroupElect() && all > 0u) {
    first = atomicAdd(&count[0], all);
  }
  return subgroupBroadcastFirst(first) + before;
}
