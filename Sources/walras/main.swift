print("walras")
