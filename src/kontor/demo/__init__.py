"""The sample company, and the replay of a real year of trade. Both go through the same operations as the API."""
