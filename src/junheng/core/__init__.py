"""What every surface of the product needs: for now, the sentences people read."""
