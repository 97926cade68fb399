"""A helpline for people who came home to Cambodia from forced labour, and for their families."""
