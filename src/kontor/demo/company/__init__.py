"""The sample company: a distributor of daily goods in Lusaka, with three weeks of trade. The same for the same day."""
