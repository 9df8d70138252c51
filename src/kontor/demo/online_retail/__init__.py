"""The public data set "Online Retail" (UCI 352, CC BY 4.0): how its file is read and what its rows mean. Pure."""
