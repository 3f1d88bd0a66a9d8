
// What is multiplied: half the memory, and products that f32 holds exactly.
alias Factor = f16;

fn factor(value: f32) -> Factor {
  return f16(value);
}
