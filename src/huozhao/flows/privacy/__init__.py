"""What protects shoppers: consent at the gate, sealed contact data, copies, erasure, retention, the record of it."""
