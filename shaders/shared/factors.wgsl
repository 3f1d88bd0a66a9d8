
// What is multiplied.
alias Factor = f32;

fn factor(value: f32) -> Factor {
  return value;
}
