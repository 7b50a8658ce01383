"""Les pages du marché, un module par onglet, et celles des accords-cadres."""
